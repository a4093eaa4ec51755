namespace Sweep.Trainer.Data.Catalogue;

/// <summary>Keeps processes that share a cache folder from writing the same files at once. Dies with its process.</summary>
internal static class FolderLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the lock and holds it until disposed.</summary>
    public static async Task<IDisposable> AcquireAsync(string folder, TimeProvider time, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, ".lock");
        while (true)
        {
            if (TryAcquire(path, FileOptions.None) is { } held)
                return held;
            await Task.Delay(Poll, time, stop).ConfigureAwait(false); // somebody else is fetching: what it fetches is what we want
        }
    }

    /// <summary>The lock of a file, held until disposed; null while somebody else has it.</summary>
    /// <param name="path">The file; made if it is not there.</param>
    /// <param name="options">Whether the file goes with the lock.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static IDisposable? TryAcquire(string path, FileOptions options)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, options);
        }
        catch (IOException e) when (IsHeldElsewhere(e))
        {
            return null;
        }
    }

    // EAGAIN on Linux and macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.
    private static bool IsHeldElsewhere(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32 or 33;
}
