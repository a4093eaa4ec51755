using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Sweep.Testing;

/// <summary>A Postgres server for the tests of one assembly: the one that SWEEP_TEST_POSTGRES names (key=value pairs, a user that may
/// create databases), or a private cluster in a temporary folder, started from the installed programs when first used.</summary>
/// <remarks>The private cluster listens on a free loopback port, lets anybody in without a password except the role
/// <see cref="LockedRole"/>, and belongs to a shell that waits for its input to end: it is stopped and removed even when the test process
/// is killed. As root, which Postgres refuses, it runs as the user postgres or nobody. Use as an assembly fixture.</remarks>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>A role of the private cluster that needs <see cref="LockedPassword"/>.</summary>
    public const string LockedRole = "locked";

    /// <summary>Its password, with characters that need care in an address.</summary>
    public const string LockedPassword = "s3cr;t@/pass word";

    private const int MaxPorts = 5;

    private readonly SemaphoreSlim gate = new(1, 1);
    private NpgsqlConnectionStringBuilder? server;
    private string? absence;
    private Process? keeper;

    /// <summary>Whether commits reach the disk (fsync), as measurements want; tests do without.</summary>
    public bool IsDurable { get; init; }

    /// <summary>Whether the server is ours, so that <see cref="LockedRole"/> exists.</summary>
    public bool IsPrivate => keeper is not null;

    /// <summary>Makes an empty database; skips the calling test where there is no server.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        await StartAsync().ConfigureAwait(false);
        if (absence is not null)
            Assert.Skip(absence);
        string name = "sweep_test_" + Guid.NewGuid().ToString("n");
        await ExecuteAsync($"create database {name}").ConfigureAwait(false);
        return new TestDatabase(this, new NpgsqlConnectionStringBuilder(server!.ConnectionString) { Database = name, MaxPoolSize = 30 });
    }

    /// <summary>Stops the server and starts it again. For a server of a single test; skips where it is not ours.</summary>
    public async Task RestartAsync()
    {
        if (keeper is null)
            Assert.Skip("The server of SWEEP_TEST_POSTGRES is not restarted.");
        await keeper.StandardInput.WriteLineAsync("restart").ConfigureAwait(false);
        if (await keeper.StandardOutput.ReadLineAsync().ConfigureAwait(false) != "ready")
            throw new InvalidOperationException("The private Postgres did not start again.");
    }

    /// <summary>Stops and removes a private cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        if (keeper is not null)
        {
            keeper.StandardInput.Close();
            await keeper.WaitForExitAsync().ConfigureAwait(false);
            keeper.Dispose();
        }
        gate.Dispose();
    }

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(server!.ConnectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private async Task StartAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (server is not null || absence is not null)
                return;
            if (Environment.GetEnvironmentVariable("SWEEP_TEST_POSTGRES") is { Length: > 0 } named)
                server = new NpgsqlConnectionStringBuilder(named);
            else if (OperatingSystem.IsWindows())
                absence = "A private Postgres needs a Unix system; name a server in SWEEP_TEST_POSTGRES.";
            else if (PostgresBinaries.Find() is not { } programs)
                absence = "No Postgres server is installed (initdb and pg_ctl), and SWEEP_TEST_POSTGRES names none.";
            else
                await StartClusterAsync(programs).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task StartClusterAsync(string programs)
    {
        string folder = Directory.CreateTempSubdirectory("sweep-postgres-").FullName;
        keeper = Process.Start(await KeeperAsync(folder, programs).ConfigureAwait(false))!;
        string? line = await keeper.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        int port = 0;
        // somebody else may take it before the server does
        for (int attempt = 0; line is "asks for a port" && attempt < MaxPorts; attempt++)
        {
            port = FreePort();
            await keeper.StandardInput.WriteLineAsync(port.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            line = await keeper.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        }
        if (line != "ready")
        {
            keeper.StandardInput.Close();
            string rest = line + "\n" + await keeper.StandardOutput.ReadToEndAsync().ConfigureAwait(false);
            throw new InvalidOperationException("The private Postgres did not start: " + rest);
        }
        server = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = "sweep", Database = "postgres",
            Pooling = false };
        await ExecuteAsync($"create role {LockedRole} login password '{LockedPassword}'").ConfigureAwait(false);
    }

    private async Task<ProcessStartInfo> KeeperAsync(string folder, string programs)
    {
        const string Script = """
            trap '' INT TERM HUP
            folder=$1 programs=$2 durable=$3
            exec 2>&1
            "$programs/initdb" -D "$folder/data" -U sweep --auth=trust --no-sync -E UTF8 --locale=C >"$folder/log" \
              || { cat "$folder/log"; exit 1; }
            printf 'host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n' >"$folder/data/pg_hba.conf"
            until [ -n "$port" ] && "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
              -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories= \
                -c fsync=$durable -c full_page_writes=$durable -c max_connections=200" \
              start >/dev/null; do
              echo "asks for a port"
              read -r port || { cat "$folder/log"; exit 1; }
            done
            echo ready
            while read -r _; do
              "$programs/pg_ctl" -D "$folder/data" -m fast -w -l "$folder/log" restart >/dev/null && echo ready
            done
            "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null
            rm -rf "$folder"
            """;
        string[] script = ["sh", "-c", Script, "sh", folder, programs, IsDurable ? "on" : "off"];
        string[] command = await AsUserAsync(folder, script).ConfigureAwait(false);
        return new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
    }

    /// <summary>What runs a command as a user other than root, which owns the folder then; the command itself where that is so
    /// already.</summary>
    internal static async Task<string[]> AsUserAsync(string folder, string[] command)
    {
        if (!Environment.IsPrivilegedProcess)
            return command;
        bool hasPostgres = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal));
        string user = hasPostgres ? "postgres" : "nobody";
        using var chown = Process.Start("chown", ["-R", user, folder]);
        await chown.WaitForExitAsync().ConfigureAwait(false);
        return ["runuser", "-u", user, "--", .. command];
    }

    /// <summary>A port of the loopback address that nobody uses now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
