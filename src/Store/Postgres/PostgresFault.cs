using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Sweep.Store.Postgres;

/// <summary>What a fault of the server or of the way to it means for people. Codes: the manual's appendix A.</summary>
internal static class PostgresFault
{
    private const string Password = $"the password belongs into PGPASSWORD, PGPASSFILE or {StoreAddress.PasswordFileVariable}";
    private const string NothingLost = "Nothing stored is lost.";

    /// <summary>Whether the same step may succeed when repeated soon: a conflict, a limit of the server, or a broken connection.</summary>
    public static bool IsPassing(NpgsqlException fault) =>
        fault is PostgresException postgres ? Find(postgres) is { IsPassing: true } : fault.IsTransient;

    /// <summary>Whether the connections to the server had better be made anew: it was the primary once, and is a standby now.</summary>
    public static bool IsOfStandby(NpgsqlException fault) => fault.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction;

    /// <summary>The exception for people; null when the statement itself is at fault.</summary>
    public static StoreUnavailableException? Translate(DbException fault, string store) => fault switch
    {
        PostgresException postgres => Find(postgres) is { } meaning ? Unavailable(store, postgres, meaning.Remedy) : null,
        NpgsqlException => Unreachable(fault, store),
        _ => null,
    };

    /// <summary>The exception for people when the server, or a pooler before it, refuses a connection, for whatever reason.</summary>
    public static StoreUnavailableException Refused(PostgresException fault, string store) =>
        Unavailable(store, fault, Find(fault)?.Remedy ?? "Check the address, above all its options.");

    /// <summary>The exception for people when no server was reached, or none that could be understood.</summary>
    public static StoreUnavailableException Unreachable(Exception fault, string store)
    {
        var cause = fault;
        while (cause.InnerException is { } inner)
            cause = inner;
        if (cause is TimeoutException)
        {
            return new StoreUnavailableException(store,
                "it gave no answer in time. Check the server, and what lies between (proxy, load balancer, firewall).", fault);
        }
        string says = fault.Message.Split(". ")[0].TrimEnd('.');
        if (cause != fault && !says.Contains(cause.Message.TrimEnd('.'), StringComparison.Ordinal))
            says += $": {cause.Message.TrimEnd('.')}";
        return new StoreUnavailableException(store,
            $"{says}. Check that the server runs, that host, port, firewall and certificates are right, and that a "
            + $"password is given where one is asked for (PGPASSWORD, PGPASSFILE or {StoreAddress.PasswordFileVariable}).", fault);
    }

    private static StoreUnavailableException Unavailable(string store, PostgresException fault, string remedy) =>
        new(store, string.Create(CultureInfo.InvariantCulture, $"the server says: {fault.MessageText.TrimEnd('.')}. {remedy}"), fault)
        {
            IsPermanent = fault.SqlState == PostgresErrorCodes.InsufficientPrivilege,
        };

    private static Meaning? Find(PostgresException fault) => fault.SqlState switch
    {
        // Limits that an administrator sets for a server, a database or a user.
        PostgresErrorCodes.QueryCanceled => Passing(
            "If it repeats and nobody cancels statements by hand, raise statement_timeout for this user or database (0: no limit)."),
        PostgresErrorCodes.LockNotAvailable => Passing(
            "If it repeats, raise lock_timeout for this user or database (0: no limit), or look who keeps the lock (pg_stat_activity)."),
        "25P03" => Passing(
            "If it repeats, raise idle_in_transaction_session_timeout for this user or database (0: no limit)."),
        "25P04" => Passing("If it repeats, raise transaction_timeout for this user or database (0: no limit)."),
        "57P05" => Passing("If it repeats, raise idle_session_timeout for this user or database (0: no limit)."),
        PostgresErrorCodes.TooManyConnections => Passing(
            "Raise its max_connections or the connection limit of user and database, or set Maximum Pool Size in the address."),
        PostgresErrorCodes.ConfigurationLimitExceeded => Passing("Raise the limit that it names."),

        // Trouble of the server.
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Passing(
            "Its transactions kept conflicting. Try again."),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => Passing(
            $"It was shut down, or somebody ended the session (pg_terminate_backend): start it again if it is down. {NothingLost}"),
        PostgresErrorCodes.CannotConnectNow => Passing("It is starting up, shutting down or a standby. Try again soon."),
        // A database closed for maintenance: alter database ... allow_connections false.
        PostgresErrorCodes.ObjectNotInPrerequisiteState => Passing($"Open the database again. {NothingLost}"),
        PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources => Passing(
            "Give it more memory, or more places for locks (max_locks_per_transaction)."),
        PostgresErrorCodes.DiskFull => Passing($"Free some space on its disk. {NothingLost}"),
        PostgresErrorCodes.IoError or PostgresErrorCodes.SystemError => Passing($"Check its disk and its log. {NothingLost}"),
        PostgresErrorCodes.ReadOnlySqlTransaction => Passing(
            "It allows reading only: name the primary server in the address (after a failover, the new one), and a user who may write."),

        // Mistakes in the address, in rights, or on the way.
        PostgresErrorCodes.InvalidPassword => Lasting($"Check user and password; {Password}."),
        PostgresErrorCodes.InvalidAuthorizationSpecification => Lasting(IsInClear(fault)
            ? "If it asks for encryption, add sslmode=require to the address; else its pg_hba.conf has to let this user in from here."
            : "Check the user; the user needs the right to log in, and the server's pg_hba.conf has to let it in from here."),
        PostgresErrorCodes.InvalidCatalogName => Lasting("Check the name, or create the database, for instance with createdb."),
        PostgresErrorCodes.InsufficientPrivilege => Lasting("The owner of the database can grant this user the right."),
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => Lasting(
            "It cannot hold a character of the spec or of a name. Create the database with encoding UTF8, or leave the character out."),
        PostgresErrorCodes.DuplicateTable => Lasting("The database holds tables of another program. Use a database of its own."),
        PostgresErrorCodes.ProtocolViolation when fault.MessageText.Contains("startup parameter", StringComparison.Ordinal) => Lasting(
            "A pooler before the server refuses what the address asks for: name it in ignore_startup_parameters of pgbouncer.ini, "
            + "or leave options and search_path out of the address and set them for the user (alter role ... set ...)."),
        ['0', '8', ..] => Passing("Check the connection to the server."),
        _ => null,
    };

    // pg_hba.conf says in its refusals whether the connection was encrypted: "no encryption" since version 14, "SSL off" before.
    private static bool IsInClear(PostgresException fault) =>
        fault.MessageText.Contains("no encryption", StringComparison.Ordinal)
        || fault.MessageText.Contains("SSL off", StringComparison.Ordinal);

    private static Meaning Passing(string remedy) => new(true, remedy);

    private static Meaning Lasting(string remedy) => new(false, remedy);

    private sealed record Meaning(bool IsPassing, string Remedy);
}
