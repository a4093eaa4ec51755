using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Sweep.Grains;
using Sweep.Programs;
using Sweep.Store;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;

namespace Sweep.Silo;

/// <summary>The options of sweep-silo. Exit codes: 0 stopped, 2 usage, 3 store or port unavailable, 1 worker failed.</summary>
internal static class SiloCommandLine
{
    private const int Stopped = 0, Failed = 1, UsageError = 2, Unreachable = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var store = new Option<string?>("--store")
        {
            Description = "The result store: postgres://user@host/database. Default: $SWEEP_STORE.",
            HelpName = "ADDRESS",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Folder with one folder per dataset. Default: $SWEEP_DATA, else the download cache.",
            HelpName = "FOLDER",
        };
        var checkpoints = new Option<string?>("--checkpoints")
        {
            Description = EngineOptionTexts.Checkpoints("silos", "none"),
            HelpName = "FOLDER",
        };
        var programs = new Option<string?>("--programs")
        {
            Description = EngineOptionTexts.Programs("none"),
            HelpName = "FOLDER",
        };
        var engine = new Option<string?>("--engine")
        {
            Description = EngineOptionTexts.Engine("-p:SweepTorchDevice=cuda or cpu"),
            HelpName = "cpu|torchsharp",
        };
        var device = new Option<string?>("--device")
        {
            Description = EngineOptionTexts.Device,
            HelpName = "DEVICE",
        };
        var group = new Option<int?>("--group")
        {
            Description = EngineOptionTexts.Group,
            HelpName = "N",
        };
        var slots = new Option<int?>("--slots")
        {
            Description = EngineOptionTexts.Slots,
            HelpName = "N",
        };
        var clusterId = new Option<string>("--cluster-id")
        {
            Description = "Name of the cluster; several may share a database.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "sweep",
        };
        var localhost = new Option<bool>("--localhost")
        {
            Description = "A cluster of this silo alone, without membership table: for development, also on a SQLite file.",
        };
        var address = new Option<string>("--address")
        {
            Description = "Address or host name at which silos and clients reach this one. Give it on a cluster; "
                + "the default is this machine only.",
            HelpName = "HOST",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var siloPort = new Option<int>("--silo-port")
        {
            Description = "Port for other silos; 0 for any free one.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 11111,
        };
        var gatewayPort = new Option<int>("--gateway-port")
        {
            Description = "Port for clients; 0 for any free one.",
            HelpName = "PORT",
            DefaultValueFactory = _ => 30000,
        };
        var http = new Option<string>("--http")
        {
            Description = "Where /health, /metrics and /dashboard are served, or 'none'.",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => "127.0.0.1:8081",
        };
        var certificate = new Option<string?>("--tls-certificate")
        {
            Description = "PEM file: this silo's certificate. With it all connections within the cluster are encrypted.",
            HelpName = "FILE",
        };
        var key = new Option<string?>("--tls-key") { Description = "PEM file: its private key.", HelpName = "FILE" };
        var authority = new Option<string?>("--tls-authority")
        {
            Description = "PEM file: the authority that issued the certificates of the cluster.",
            HelpName = "FILE",
        };
        var heartbeat = new Option<double>("--heartbeat")
        {
            Description = "Seconds between renewals of leases.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 5,
        };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Log what the cluster framework does, too." };
        slots.Validators.Add(result => Check(result, slots, n => n is null or (>= 1 and <= 1024), "--slots is a number from 1 to 1024."));
        siloPort.Validators.Add(result => Check(result, siloPort, IsPort, "--silo-port is a number from 0 to 65535."));
        gatewayPort.Validators.Add(result => Check(result, gatewayPort, IsPort, "--gateway-port is a number from 0 to 65535."));
        heartbeat.Validators.Add(result => Check(result, heartbeat, s => s is >= 0.1 and <= 20, "--heartbeat is a number from 0.1 to 20."));

        var command = new RootCommand("A silo of a sweep cluster: trains what the coordinators of active sweeps send to its slots. "
            + "SIGTERM lets it leave; its trials go on elsewhere.")
        {
            store, data, checkpoints, programs, engine, device, group, slots, clusterId, localhost, address, siloPort, gatewayPort, http,
            certificate, key, authority, heartbeat, verbose,
        };
        command.SetAction(async (parse, cancellation) =>
        {
            try
            {
                string place = NonEmpty(parse.GetValue(store)) ?? NonEmpty(Environment.GetEnvironmentVariable("SWEEP_STORE"))
                    ?? throw new UsageException(
                        "Name the store: --store postgres://user@host/database, or SWEEP_STORE in the environment.");
                var storeAddress = StoreAddress.Parse(place);
                bool isLocal = parse.GetValue(localhost);
                if (!isLocal && !storeAddress.IsServer)
                    throw new UsageException("Silos of a cluster meet in a Postgres: --store postgres://user@host/database. "
                        + "A single silo on a SQLite file needs --localhost.");
                if (parse.GetValue(store) is not null && storeAddress.HasPasswordInClear)
                {
                    await Console.Error.WriteLineAsync("Warning: a password on the command line is visible to every user of this machine. "
                        + "Use PGPASSWORD, PGPASSFILE, SWEEP_STORE_PASSWORD_FILE or SWEEP_STORE.");
                }
                var settings = new SiloSettings
                {
                    Store = storeAddress,
                    Cluster = new ClusterAddress
                    {
                        ClusterId = parse.GetRequiredValue(clusterId),
                        Membership = isLocal ? null : storeAddress.ResolveConnectionString(Environment.GetEnvironmentVariable),
                        Tls = ReadTls(parse.GetValue(certificate), parse.GetValue(key), parse.GetValue(authority)),
                    },
                    Data = NonEmpty(parse.GetValue(data)),
                    // A service may leave them empty.
                    Checkpoints = NonEmpty(parse.GetValue(checkpoints))
                        ?? NonEmpty(Environment.GetEnvironmentVariable("SWEEP_CHECKPOINTS")),
                    Programs = ProgramOptions.LocateFolder(parse.GetValue(programs), null),
                    Engine = EngineChoice.Read(NonEmpty(parse.GetValue(engine)), NonEmpty(parse.GetValue(device)), parse.GetValue(group)),
                    Slots = parse.GetValue(slots),
                    Address = await ResolveAsync(parse.GetRequiredValue(address), cancellation),
                    SiloPort = FreePort(parse.GetValue(siloPort)),
                    GatewayPort = FreePort(parse.GetValue(gatewayPort)),
                    Http = ReadEndpoint(parse.GetRequiredValue(http)),
                    DashboardToken = NonEmpty(Environment.GetEnvironmentVariable("SWEEP_DASHBOARD_TOKEN")),
                    Heartbeat = TimeSpan.FromSeconds(parse.GetValue(heartbeat)),
                    IsVerbose = parse.GetValue(verbose),
                };
                return await SiloHost.RunAsync(settings, cancellation) ? Stopped : Failed;
            }
            catch (Exception error) when (error is UsageException or StoreAddressException or DatasetException or EngineException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return UsageError;
            }
            catch (Exception error) when (error is StoreUnavailableException or IOException or SocketException)
            {
                await Console.Error.WriteLineAsync(error.Message);
                return Unreachable;
            }
        });
        var parsed = command.Parse(args);
        // The host stops by itself on SIGTERM and Ctrl-C, in the order that the cluster needs.
        parsed.InvocationConfiguration.ProcessTerminationTimeout = null;
        int code = await parsed.InvokeAsync(); // prints what is wrong with the options, if anything is
        return parsed.Errors.Count > 0 ? UsageError : code;
    }

    private static ClusterTls? ReadTls(string? certificate, string? key, string? authority)
    {
        string?[] files = [certificate, key, authority];
        if (files.All(f => f is null))
            return null;
        if (files.Any(f => f is null))
            throw new UsageException("--tls-certificate, --tls-key and --tls-authority belong together: give all three.");
        try
        {
            return ClusterTls.Read(certificate!, key!, authority!);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The certificates cannot be used: {error.Message} Expected: PEM files with the silo's certificate, "
                + "its key without passphrase, and the authority's certificate.");
        }
    }

    private static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out var address))
            return address;
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancellation);
            return found.FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork) ?? found[0];
        }
        catch (Exception error) when (error is SocketException or ArgumentException)
        {
            throw new UsageException($"--address {host}: no such host is known here ({error.Message}).");
        }
    }

    private static IPEndPoint? ReadEndpoint(string text)
    {
        if (text == "none")
            return null;
        string full = text.StartsWith("localhost:", StringComparison.Ordinal) ? "127.0.0.1" + text[9..] : text;
        return IPEndPoint.TryParse(full, out var endpoint) && full.Contains(':', StringComparison.Ordinal)
            ? endpoint
            : throw new UsageException($"--http {text}: expected ADDRESS:PORT, for instance 127.0.0.1:8081 or 0.0.0.0:8081, or none.");
    }

    private static int FreePort(int port)
    {
        if (port != 0)
            return port;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void Check<T>(OptionResult result, Option<T> option, Func<T?, bool> isValid, string message)
    {
        if (!isValid(result.GetValue(option)))
            result.AddError(message);
    }

    private static bool IsPort(int port) => port is >= 0 and <= 65535;

    private static string? NonEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private sealed class UsageException(string message) : Exception(message);
}
