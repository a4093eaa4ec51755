using Microsoft.Data.Sqlite;

namespace Sweep.Store.Sqlite;

/// <summary>What a fault of SQLite means for people. Codes: https://sqlite.org/rescode.html.</summary>
internal static class SqliteFault
{
    private const int Error = 1, Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Corrupt = 11, Full = 13, CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Whether another process holds a lock.</summary>
    public static bool IsLocked(SqliteException fault) => fault.SqliteErrorCode is Busy or Locked;

    /// <summary>Whether a file or its surroundings could not be opened as wanted.</summary>
    public static bool IsDenied(SqliteException fault) => fault.SqliteErrorCode is ReadOnly or InputOutput or CannotOpen;

    /// <summary>The exception for people; null when the statement itself is at fault.</summary>
    public static StoreUnavailableException? Translate(SqliteException fault, string path)
    {
        string? obstacle = IsDenied(fault) ? SqliteFiles.FindObstacle(path) : null;
        string? remedy = obstacle ?? fault.SqliteErrorCode switch
        {
            Busy or Locked => "another process has kept it locked for a minute. Look for one that hangs, or for a shell with an open "
                + "transaction.",
            ReadOnly => "it cannot be written. Check the permissions of the file and of its folder.",
            InputOutput => "reading or writing failed. Check the disk; a network folder does not serve SQLite.",
            Error when !fault.Message.Contains("unsupported file format", StringComparison.Ordinal) => null, // the statement's own
            Corrupt or Error =>
                "the file is damaged. Restore a copy, or save what is readable with the .recover command of the sqlite3 shell.",
            Full => "the disk is full. Free some space; nothing stored is lost.",
            CannotOpen => "it cannot be opened. Check the path and the permissions of the file and its folder.",
            NotADatabase => "the file is not an SQLite database. Name another with --store.",
            _ => null,
        };
        return remedy is null ? null : new StoreUnavailableException(path, remedy, fault)
        {
            IsPermanent = obstacle is not null || fault.SqliteErrorCode is ReadOnly or Corrupt or NotADatabase,
        };
    }
}
