namespace Sweep.Trainer.Data.Catalogue;

/// <summary>How far the download of one file is.</summary>
/// <param name="Dataset">The catalogue's name.</param>
/// <param name="FileName">The file in the cache folder.</param>
/// <param name="Source">The address it comes from now.</param>
/// <param name="BytesDone">Bytes on disk, those of earlier attempts included.</param>
/// <param name="BytesTotal">The whole file; null when the server does not say.</param>
public readonly record struct DownloadProgress(string Dataset, string FileName, Uri Source, long BytesDone, long? BytesTotal);

/// <summary>How patient downloads are.</summary>
/// <param name="Answer">Until the server's headers have come.</param>
/// <param name="Idle">Between two pieces of the body.</param>
/// <param name="Pause">Before the second attempt at a mirror; the third waits twice as long, and so on.</param>
/// <param name="Attempts">Attempts at one mirror when a transfer breaks or the server is overloaded.</param>
public sealed record DownloadPatience(TimeSpan Answer, TimeSpan Idle, TimeSpan Pause, int Attempts)
{
    /// <summary>30 s for an answer, 60 s for each piece, 4 attempts with pauses of 1, 2 and 3 s.</summary>
    public static DownloadPatience Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), 4);
}
