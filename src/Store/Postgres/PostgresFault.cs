using System.Data.Common;
using Npgsql;

namespace Sweep.Store.Postgres;

/// <summary>What a fault of the server or of the way to it means for people. Codes: the manual's appendix A.</summary>
internal static class PostgresFault
{
    /// <summary>Whether the same step may succeed when repeated soon: a conflict, or a broken connection.</summary>
    public static bool IsPassing(NpgsqlException fault) => fault is PostgresException { SqlState: var state }
        ? state is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.ObjectNotInPrerequisiteState or PostgresErrorCodes.TooManyConnections || state.StartsWith("08", StringComparison.Ordinal)
        : fault.IsTransient;

    /// <summary>The exception for people; null when the statement itself is at fault.</summary>
    public static StoreUnavailableException? Translate(DbException fault, string store)
    {
        string? remedy = fault switch
        {
            PostgresException postgres => Remedy(postgres),
            NpgsqlException => $"{fault.Message.TrimEnd('.')}. Check that the server runs, that host, port and firewall are right, and that a password is given "
                + $"where one is asked for (PGPASSWORD, PGPASSFILE or {StoreAddress.PasswordFileVariable}).",
            _ => null,
        };
        return remedy is null ? null : new StoreUnavailableException(store, remedy, fault);
    }

    private static string? Remedy(PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the server refuses the user or the password. Check both; the password belongs into PGPASSWORD, PGPASSFILE or {StoreAddress.PasswordFileVariable}.",
        PostgresErrorCodes.InvalidCatalogName => "the database does not exist. Create it, for instance with createdb.",
        PostgresErrorCodes.InsufficientPrivilege => $"the user lacks a right: {fault.MessageText}. The owner of the database can grant it.",
        PostgresErrorCodes.TooManyConnections => "the server has no free connection. Raise its max_connections, or set Maximum Pool Size in the address.",
        PostgresErrorCodes.CannotConnectNow => "the server is starting up or shutting down. Try again soon.",
        // A database closed for maintenance: alter database ... allow_connections false.
        PostgresErrorCodes.ObjectNotInPrerequisiteState => $"the server refuses connections for now: {fault.MessageText}. Open the database again; nothing stored is lost.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server was shut down. Start it again; nothing stored is lost.",
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire =>
            $"it cannot hold a character of the spec or of a name: {fault.MessageText}. "
            + "Create the database with encoding UTF8, or leave the character away.",
        PostgresErrorCodes.DiskFull => "the server's disk is full. Free some space; nothing stored is lost.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server allows reading only. Connect to the primary server.",
        PostgresErrorCodes.DuplicateTable => "the database holds tables of another program. Use a database of its own.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => "its transactions kept conflicting. Try again.",
        var state when state.StartsWith("08", StringComparison.Ordinal) => $"{fault.MessageText}. Check the connection to the server.",
        _ when fault.InvariantSeverity == "FATAL" => $"the server refuses the connection: {fault.MessageText}.",
        _ => null,
    };
}
