using System.Runtime;

namespace Sweep.Analysis.Questions;

/// <summary>Keeps the garbage collector from running while a large sweep is analysed: all that was read stays alive until the answer is
/// there, so that collections on the way find next to nothing and copy it again and again. Memory beyond what was set aside is collected as
/// ever.</summary>
public sealed class CollectionPause : IDisposable
{
    private const long BytesPerTrial = 2_000, MinBytes = 20_000_000, MaxBytes = 200_000_000;
    private const int ShareOfMemory = 8;

    private CollectionPause()
    {
    }

    /// <summary>A pause that fits; null for few trials, little memory, or during another pause.</summary>
    /// <param name="trials">How many are analysed.</param>
    public static CollectionPause? For(long trials)
    {
        long bytes = Math.Min(MaxBytes, checked(trials * BytesPerTrial));
        bool fits = bytes >= MinBytes && bytes <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory;
        return fits && !IsOn && GC.TryStartNoGCRegion(bytes) ? new CollectionPause() : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsOn) // it ends by itself when the memory set aside is used up
            GC.EndNoGCRegion();
    }

    private static bool IsOn => GCSettings.LatencyMode == GCLatencyMode.NoGCRegion;
}
