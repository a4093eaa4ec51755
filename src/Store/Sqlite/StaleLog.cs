using System.Buffers.Binary;

namespace Sweep.Store.Sqlite;

/// <summary>Recognises a write-ahead log that belongs to a file which is no longer there: SQLite would apply it to the copy that was
/// restored in its place.</summary>
/// <remarks>A file changes after its log only when pages of that log are brought into it. If it did change later, and lacks most of them,
/// it was replaced.
/// One that was replaced at once, or with its old time of change kept, cannot be told from one that waits for its log. Format:
/// https://sqlite.org/fileformat2.html, section 4.</remarks>
internal static class StaleLog
{
    private static readonly TimeSpan CopyingTime = TimeSpan.FromSeconds(2); // who copies a folder may write the file after its log
    private const int LogHeaderLength = 32, FrameHeaderLength = 24, SaltOffset = 16, SaltLength = 8;

    /// <summary>Refuses to open a file beside such a log.</summary>
    /// <exception cref="StoreUnavailableException">The log belongs to another file.</exception>
    public static void Refuse(string path)
    {
        string log = SqliteFiles.Log(path);
        if (!Exists(path, log) || File.GetLastWriteTimeUtc(path) <= File.GetLastWriteTimeUtc(log) + CopyingTime || OpenFiles.HasOpen(path)
            || HasMostPages(path, log))
        {
            return;
        }
        throw new StoreUnavailableException(path,
            $"it was replaced after {log} was written, and that holds changes of the former file. To go on with the file "
            + $"as it is now, delete {log} and {SqliteFiles.Index(path)}. If it was not replaced, `touch {log}` says so.",
                null) { IsPermanent = true };
    }

    private static bool Exists(string path, string log) =>
        File.Exists(path) && new FileInfo(log) is { Exists: true, Length: > LogHeaderLength };

    private static bool HasMostPages(string path, string log)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            using var frames = File.OpenHandle(log, share: FileShare.ReadWrite | FileShare.Delete);
            byte[] header = new byte[LogHeaderLength];
            if (RandomAccess.Read(frames, header, 0) < header.Length)
                return true;
            int pageSize = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8));
            if (pageSize is < 512 or > 65536)
                return true;   // no log that SQLite would apply
            byte[] frame = new byte[FrameHeaderLength + pageSize], page = new byte[pageSize];
            var latest = new Dictionary<long, long>();   // page to its last frame
            for (long at = LogHeaderLength; RandomAccess.Read(frames, frame, at) == frame.Length
                && frame.AsSpan(8, SaltLength).SequenceEqual(header.AsSpan(SaltOffset, SaltLength));
                at += frame.Length)
            {
                latest[BinaryPrimitives.ReadUInt32BigEndian(frame)] = at + FrameHeaderLength;
            }
            int equal = latest.Count(entry => RandomAccess.Read(frames, frame.AsSpan(0, pageSize), entry.Value) == pageSize
                && RandomAccess.Read(file, page, (entry.Key - 1) * pageSize) == pageSize
                    && page.AsSpan().SequenceEqual(frame.AsSpan(0, pageSize)));
            return 2 * equal >= latest.Count;   // some pages are logged without a change
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return true;   // who may not read them will hear so when opening them
        }
    }
}
