using System.Text.RegularExpressions;
using Npgsql;

namespace Sweep.Store;

/// <summary>Where a store is: a file path, a postgres:// URL, or key=value pairs of a Postgres connection.</summary>
/// <remarks>May hold a password; <see cref="ToString"/> and <see cref="DisplayName"/> never show it, nor does any exception made from it.
/// A Postgres address without one finds it, in this order, in the file that SWEEP_STORE_PASSWORD_FILE names, in PGPASSWORD, and in the file
/// that PGPASSFILE names (~/.pgpass by default).</remarks>
public sealed partial class StoreAddress
{
    /// <summary>The environment variable that names a file holding nothing but the password.</summary>
    public const string PasswordFileVariable = "SWEEP_STORE_PASSWORD_FILE";

    // A server, proxy or network that gives no answer for so long is taken for one that is away. All tries of a call together stay below
    // the minute that leases hold.
    private const int MaxConnectSeconds = 10, MaxStatementSeconds = 15, MaxSettableSeconds = 45; // seconds

    private const int MaxHosts = 32;

    private StoreAddress(string? path, NpgsqlConnectionStringBuilder? server)
    {
        (Path, Server) = (path, server is null ? null : Complete(server));
        DisplayName = path ?? $"postgres://{server!.Host}:{server.Port}/{server.Database ?? server.Username}";
    }

    /// <summary>The address for people: a path, or host, port and database without user and password.</summary>
    public string DisplayName { get; }

    /// <summary>Whether the address itself holds a password. On a command line, where every user of the machine can read it, that deserves
    /// a warning.</summary>
    public bool HasPasswordInClear => !string.IsNullOrEmpty(Server?.Password);

    /// <summary>Whether it names a Postgres server, rather than a file of this machine.</summary>
    public bool IsServer => Server is not null;

    /// <summary>The file; null for a server.</summary>
    internal string? Path { get; }

    /// <summary>The connection settings; null for a file.</summary>
    internal NpgsqlConnectionStringBuilder? Server { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="StoreAddressException">It cannot be understood; the message does not repeat it.</exception>
    public static StoreAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
            throw new StoreAddressException("The address of the store is empty: give a file path or postgres://USER@HOST:PORT/DATABASE.");
        if (text.Contains('\0'))
            throw new StoreAddressException("The address of the store holds a NUL character, which no address has.");
        if (PostgresScheme().IsMatch(text))
            return new StoreAddress(null, Checked(() => PostgresUrl.Parse(text)));
        if (HostKey().IsMatch(text))
            return new StoreAddress(null, Checked(() => ParsePairs(text)));
        if (FileScheme().IsMatch(text))
            throw new StoreAddressException("A store in a file is named by its path alone, such as results/sweep.db: "
                + "no scheme before it, no options behind it.");
        if (OtherScheme().Match(text) is { Success: true } scheme)
            throw new StoreAddressException($"Stores of the kind '{scheme.Groups[1].Value}' are not known: give a file path or "
                + "postgres://USER@HOST:PORT/DATABASE.");
        if (text.StartsWith(":memory:", StringComparison.Ordinal))
            throw new StoreAddressException("A store in memory would be gone with the process: give a file path.");
        return new StoreAddress(text, null);
    }

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    /// <summary>The Npgsql connection string with its password, for other clients of the same database such as a cluster's membership.
    /// A secret: never log or show it.</summary>
    /// <param name="environment">Looks up an environment variable. A password that the address lacks is read from the file that
    /// <see cref="PasswordFileVariable"/> names; without that, the driver itself looks into PGPASSWORD and PGPASSFILE when it
    /// connects.</param>
    /// <exception cref="StoreAddressException">The address is a file, which only this machine's processes can share.</exception>
    /// <exception cref="StoreUnavailableException">The password file cannot be read.</exception>
    public string ResolveConnectionString(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (Server is null)
        {
            throw new StoreAddressException($"The store {DisplayName} is a file, and this needs a Postgres server: "
                + "give postgres://USER@HOST:PORT/DATABASE with --store or SWEEP_STORE.");
        }
        var server = new NpgsqlConnectionStringBuilder(Server.ConnectionString);
        if (HasPasswordInClear || environment(PasswordFileVariable) is not { Length: > 0 } file)
            return server.ConnectionString;   // Npgsql itself reads PGPASSWORD, PGPASSFILE and ~/.pgpass
        try
        {
            server.Password = File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(DisplayName, $"the password file {file}, named by {PasswordFileVariable}, cannot be read.",
                fault);
        }
        return server.ConnectionString;
    }

    /// <summary>Adds what every connection to the server has, whoever opens it.</summary>
    private static NpgsqlConnectionStringBuilder Complete(NpgsqlConnectionStringBuilder server)
    {
        if (string.IsNullOrWhiteSpace(server.Host))
            throw new StoreAddressException("The address of the store names no host: "
                + "expected postgres://USER@HOST:PORT/DATABASE or Host=HOST;Database=DATABASE.");
        if (server.Host.AsSpan().Count(',') >= MaxHosts)
            throw new StoreAddressException($"The address of the store names more than {MaxHosts} hosts: name the primary and its "
                + "standbys.");
        server.Timeout = Limit("Timeout", server.Timeout, MaxConnectSeconds);
        server.CommandTimeout = Limit("Command Timeout", server.CommandTimeout, MaxStatementSeconds);
        server.Multiplexing = false;        // a transaction has a connection of its own
        server.TcpKeepAlive = true;
        server.KeepAlive = 30;
        server.NoResetOnClose = true;       // a pooler would send the reset to somebody else's session
        server.MaxAutoPrepare = 0;          // and look for prepared statements there
        server.IncludeErrorDetail = false;  // a detail may quote data
        server.ArrayNullabilityMode = ArrayNullabilityMode.PerInstance; // a user's query may give an array with nulls
        server.ApplicationName ??= "sweep";
        try
        {
            NpgsqlDataSource.Create(server).Dispose(); // checks that the settings go together, without connecting
        }
        catch (Exception fault) // whatever the driver objects to: nothing else happens here
        {
            throw new StoreAddressException($"The settings in the address of the store do not go together: {fault.Message}");
        }
        return server;

        int Limit(string name, int given, int otherwise) =>
            server.ShouldSerialize(name) && given is > 0 and <= MaxSettableSeconds ? given : otherwise;
    }

    private static NpgsqlConnectionStringBuilder ParsePairs(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException
            or OverflowException)
        {
            // The driver's message could quote a part of the password: it is dropped.
            throw new StoreAddressException("The address of the store is not understood: expected pairs such as "
                + "Host=HOST;Port=5432;Database=DATABASE;Username=USER, with values in quotes where they hold semicolons.");
        }
    }

    // The driver's messages could quote a part of the password: they are dropped.
    private static NpgsqlConnectionStringBuilder Checked(Func<NpgsqlConnectionStringBuilder> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException or NotSupportedException
            or InvalidOperationException)
        {
            throw new StoreAddressException("A setting in the address of the store cannot be used. "
                + "Leave out what is not needed: host, port, database and user suffice.");
        }
    }

    [GeneratedRegex(@"\A(?:file|sqlite)3?:|\A\s*(?:data\s*source|filename)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex FileScheme();

    [GeneratedRegex(@"\Apostgres(?:ql)?:", RegexOptions.IgnoreCase)]
    private static partial Regex PostgresScheme();

    [GeneratedRegex(@"(?:\A|;)\s*(?:host|server)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex HostKey();

    [GeneratedRegex(@"\A([a-z][a-z0-9+.-]+)://", RegexOptions.IgnoreCase)]
    private static partial Regex OtherScheme();
}
