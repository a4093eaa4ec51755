using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Sweep.Programs;

/// <summary>Whether files are those that trials name. What was hashed once is hashed again when its size or time has changed.
/// Thread-safe.</summary>
internal sealed class TrackedFiles
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Hash)> known = new();

    /// <summary>Why the files are not those that the trial names; null where they are.</summary>
    /// <param name="folder">The programs folder.</param>
    /// <param name="tracked">Paths and hashes.</param>
    public string? Check(string folder, IReadOnlyDictionary<string, string> tracked)
    {
        foreach (var (path, expected) in tracked)
        {
            string file = Path.Combine(folder, path);
            try
            {
                string found = HashOf(file);
                if (!string.Equals(found, expected, StringComparison.OrdinalIgnoreCase))
                {
                    return $"{path} in {folder} is not the file that the sweep was planned with: its SHA-256 begins with {found[..12]}, "
                        + $"expected {Beginning(expected)}. Put that version there, or run the spec again to plan a sweep of the new one.";
                }
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                return $"{path}, which the sweep tracks, cannot be read in {folder}: {trouble.Message}";
            }
        }
        return null;
    }

    private string HashOf(string file)
    {
        var info = new FileInfo(file);
        if (info.Exists && known.TryGetValue(file, out var seen) && seen.Length == info.Length && seen.Written == info.LastWriteTimeUtc)
            return seen.Hash;
        using var stream = File.OpenRead(file);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        known[file] = (info.Length, info.LastWriteTimeUtc, hash);
        return hash;
    }

    private static string Beginning(string hash) => hash[..Math.Min(12, hash.Length)];
}
