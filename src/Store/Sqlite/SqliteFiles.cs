using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Store.Sqlite;

/// <summary>The files of a store on disk: beside the database, while it is open, its write-ahead log and the index of that.</summary>
internal static class SqliteFiles
{
    /// <summary>The write-ahead log of a database file: holds commits that are not in the file yet.</summary>
    public static string Log(string path) => Resolve(path) + "-wal";

    /// <summary>The shared index of the log: holds nothing that is not elsewhere.</summary>
    public static string Index(string path) => Resolve(path) + "-shm";

    /// <summary>The rollback journal of a database file without a write-ahead log, such as a copy in the making.</summary>
    public static string Journal(string path) => Resolve(path) + "-journal";

    /// <summary>The file itself: the log is beside what a link leads to.</summary>
    public static string Resolve(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);

    /// <summary>Removes a log that is empty or absent and its index, where another user left them so that this one cannot write
    /// them.</summary>
    /// <remarks>They hold nothing. A reader of that user that still has them open would miss what is written from now on, and no
    /// more.</remarks>
    public static void RemoveForeignLeftovers(string path)
    {
        string[] leftovers = [.. new[] { Log(path), Index(path) }.Where(File.Exists)];
        if (leftovers.All(CanWrite) || new FileInfo(Log(path)) is { Exists: true, Length: > 0 })
            return;
        try
        {
            foreach (string leftover in leftovers)
                File.Delete(leftover);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Opening will fail, and name the file that is in the way.
        }
    }

    /// <summary>What keeps this process from writing a store, for people; null if nothing of the kind does.</summary>
    public static string? FindObstacle(string path)
    {
        string folder = Path.GetDirectoryName(Resolve(path))!;
        if (!Directory.Exists(folder))
            return $"the folder {folder} does not exist. Create it, or name another file with --store.";
        if (Directory.Exists(path))
            return "it is a folder. Name a file in it with --store.";
        if (File.Exists(path) && !CanWrite(path))
            return "you may not write this file. Ask its owner for the right, or copy it into a folder of your own and name the copy "
                + "with --store.";
        foreach (string file in new[] { Log(path), Index(path) }.Where(file => File.Exists(file) && !CanWrite(file)))
        {
            return $"{file} is in the way: you may not write it, another user's process has made it. When that has ended, have its "
                + "owner run `sweep status` here, "
                + "which removes it.";
        }
        return CanWrite(folder) ? null
            : $"you may not write in its folder {folder}, and SQLite needs {Path.GetFileName(Log(path))} beside the file. "
                + "Ask the folder's owner for the right, or copy the file into a folder of your own and name the copy with --store.";
    }

    /// <summary>Whether this process may write a file, or make files in a folder. Without opening it: closing a file takes from SQLite the
    /// locks it has on it.</summary>
    private static bool CanWrite(string path)
    {
        const int WriteAccess = 2;
        return OperatingSystem.IsWindows() ? new FileInfo(path) is not { Exists: true, IsReadOnly: true }
            : access(Encoding.UTF8.GetBytes(path + '\0'), WriteAccess) == 0;
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int access(byte[] path, int mode);
}
