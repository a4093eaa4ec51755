using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Sweep.Store.Sqlite;

/// <summary>Notices that the files of an open store were deleted or replaced: SQLite goes on with what it has open, which nobody finds
/// afterwards.</summary>
/// <remarks>Linux tells which files a process has open, and which of them are deleted. Elsewhere only a database file that is gone is
/// noticed.</remarks>
internal sealed class OpenFiles(SqliteConnection connection, string displayName, TimeProvider time)
{
    private const string Deleted = " (deleted)", Descriptors = "/proc/self/fd";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly string path = raw.sqlite3_db_filename(connection.Handle!, "main").utf8_to_string(); // without links
    private readonly bool hasLog = OperatingSystem.IsLinux() && List(SqliteFiles.Log(connection.DataSource)).Any();
    private long checkedAt = time.GetTimestamp();

    /// <summary>Checks when the last time was a second ago.</summary>
    /// <exception cref="StoreUnavailableException">A file is gone.</exception>
    public void CheckNowAndThen()
    {
        if (time.GetElapsedTime(checkedAt) < Interval)
            return;
        checkedAt = time.GetTimestamp();
        Check();
    }

    /// <summary>Checks now.</summary>
    /// <exception cref="StoreUnavailableException">A file is gone.</exception>
    public void Check()
    {
        if (FindLost() is { } lost)
        {
            throw new StoreUnavailableException(displayName,
                $"{lost} was deleted or replaced while this process had it open, and what is stored from now on "
                + "would be lost. Start the command again: what has no result in the file that is there is trained again.",
                    null) { IsPermanent = true };
        }
    }

    /// <summary>Whether this process has a file open; where that cannot be told, it is assumed.</summary>
    public static bool HasOpen(string path) => !OperatingSystem.IsLinux() || List(SqliteFiles.Resolve(path)).Any();

    private string? FindLost()
    {
        if (!OperatingSystem.IsLinux())
            return File.Exists(path) ? null : path;
        string log = SqliteFiles.Log(path);
        string[] open = [.. List(path)];
        return new[] { path, log, SqliteFiles.Index(path) }.FirstOrDefault(file => open.Contains(file + Deleted))
            ?? (open.Contains(path) ? null : path)
            ?? (open.Contains(log) || !hasLog ? null : log);
    }

    private static IEnumerable<string> List(string beginning) => new DirectoryInfo(Descriptors).EnumerateFileSystemInfos()
        .Select(descriptor => descriptor.LinkTarget).OfType<string>().Where(file => file.StartsWith(beginning, StringComparison.Ordinal));
}
