using System.Collections.Concurrent;
using Sweep.Planning.Trainers;

namespace Sweep.Programs;

/// <summary>Whether files are those that trials name. What was hashed once is hashed again when its size or time has changed.
/// Thread-safe.</summary>
internal sealed class TrackedFileCheck
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Hash)> known = new();

    /// <summary>Why the files are not those that the trial names; null where they are.</summary>
    /// <param name="folder">The programs folder.</param>
    /// <param name="tracked">Paths and hashes.</param>
    public string? Check(string folder, IReadOnlyDictionary<string, string> tracked)
    {
        var files = new TrackedFiles(folder);
        foreach (var (path, expected) in tracked)
        {
            var (found, problem) = Hash(files, path);
            if (found is null)
                return problem;
            if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
            {
                return $"{path} in {folder} is not the file that the sweep was planned with: its SHA-256 begins with {Beginning(found)}, "
                    + $"expected {Beginning(expected)}. Put that version there, or run the spec again to plan a sweep of the new one.";
            }
        }
        return null;
    }

    private (string? Hash, string Problem) Hash(TrackedFiles files, string path)
    {
        var info = new FileInfo(Path.Combine(files.Folder, path));
        if (info.Exists && known.TryGetValue(info.FullName, out var seen) && seen.Length == info.Length
            && seen.Written == info.LastWriteTimeUtc)
            return (seen.Hash, "");
        var answer = files.Hash(path);
        if (answer.Hash is not null)
            known[info.FullName] = (info.Length, info.LastWriteTimeUtc, answer.Hash);
        return answer;
    }

    private static string Beginning(string hash) => hash[..Math.Min(12, hash.Length)];
}
