using System.Security.Cryptography;

namespace Sweep.Planning.Trainers;

/// <summary>The files on this machine whose content identifies the trials of a program.</summary>
/// <param name="folder">The programs folder, in which the paths of specs begin.</param>
public sealed class TrackedFiles(string folder)
{
    /// <summary>The folder, absolute.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Hashes a file.</summary>
    /// <param name="path">Within the folder.</param>
    /// <returns>Its SHA-256 in 64 lowercase hexadecimal digits; or null, and why it cannot be had, a sentence with the remedy.</returns>
    public (string? Hash, string Problem) Hash(string path)
    {
        string file = Path.Combine(Folder, path);
        if (Directory.Exists(file))
            return (null, $"{path} is a folder: name the files in it.");
        if (!File.Exists(file))
            return (null, $"There is no file {path} in {Folder}: correct the path, or name the programs folder (SWEEP_PROGRAMS).");
        try
        {
            using var stream = File.OpenRead(file);
            return (Convert.ToHexStringLower(SHA256.HashData(stream)), "");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"The file {file} cannot be read: {error.Message}");
        }
    }
}
