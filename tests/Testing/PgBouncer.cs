using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Sweep.Testing;

/// <summary>A private PgBouncer before a private Postgres, on a free loopback port: a session is lent for one transaction at a
/// time.</summary>
/// <remarks>Belongs to a shell that waits for its input to end, as the server does: it is gone even when the test process is
/// killed.</remarks>
public sealed class PgBouncer : IAsyncDisposable
{
    private const int MaxTries = 200;

    private readonly Process keeper;

    private PgBouncer(Process keeper, string address) => (this.keeper, Address) = (keeper, address);

    /// <summary>The database's address through it.</summary>
    public string Address { get; }

    /// <summary>Starts one; skips the calling test where the program is not installed.</summary>
    public static async Task<PgBouncer> StartAsync(TestDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        const string Script = """
            trap '' INT TERM HUP
            "$1" "$2/pgbouncer.ini" >"$2/log" 2>&1 &
            read -r _
            kill -INT $!
            wait
            rm -rf "$2"
            """;
        string? program = Programs().FirstOrDefault(File.Exists);
        if (program is null)
            Assert.Skip("PgBouncer is not installed (pgbouncer on PATH or in /usr/sbin).");
        string folder = Directory.CreateTempSubdirectory("sweep-pgbouncer-").FullName;
        int port = PrivatePostgres.FreePort();
        // Few sessions, so that transactions of one client come to sessions that others have used.
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host={database.Host} port={database.Port} user={database.User} pool_size=3
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            """)).ConfigureAwait(false);
        string[] command = await PrivatePostgres.AsUserAsync(folder, ["sh", "-c", Script, "sh", program, folder]).ConfigureAwait(false);
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = folder };
        var keeper = Process.Start(start)!;
        var bouncer = new PgBouncer(keeper, database.AddressAt(port));
        for (int attempt = 0; !await AnswersAsync(port).ConfigureAwait(false); attempt++)
        {
            if (attempt == MaxTries)
            {
                string log = await File.ReadAllTextAsync(Path.Combine(folder, "log")).ConfigureAwait(false);
                await bouncer.DisposeAsync().ConfigureAwait(false);
                throw new InvalidOperationException("PgBouncer did not start: " + log);
            }
            await Task.Delay(50).ConfigureAwait(false);
        }
        return bouncer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync().ConfigureAwait(false);
        keeper.Dispose();
    }

    private static IEnumerable<string> Programs() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "pgbouncer"));

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false; // not yet: the caller tries again
        }
    }
}
