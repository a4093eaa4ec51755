using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Adjustments;

/// <summary>Patterns of signs over keys: all of them, up to the mirror image, when there are few keys; otherwise drawn with a fixed
/// seed.</summary>
internal sealed class SignPatterns
{
    private readonly ulong[] coins; // (patterns, words)
    private readonly int words;

    /// <summary>Patterns over so many keys.</summary>
    public SignPatterns(int keys, int maxCounted, ulong seed, int draws)
    {
        words = (keys + 63) / 64;
        IsCounted = keys <= maxCounted;
        Count = IsCounted ? 1 << Math.Max(0, keys - 1) : draws;
        coins = new ulong[Count * words];
        for (int i = 0; i < coins.Length; i++)
            coins[i] = IsCounted ? (ulong)i : SplitMix.Bits(seed, (ulong)i);
    }

    /// <summary>Whether these are all.</summary>
    public bool IsCounted { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The p that so many reached patterns are: (b + 1)/(B + 1) of drawn ones.</summary>
    public double P(double reached) => IsCounted ? reached / Count : (reached + 1) / (Count + 1.0);

    /// <summary>Fills the signs, 1 or -1, of one key in consecutive patterns.</summary>
    public void Fill(int key, int first, Span<double> signs)
    {
        int shift = key % 64;
        for (int i = 0, at = first * words + key / 64; i < signs.Length; i++, at += words)
            signs[i] = (coins[at] >> shift & 1) == 0 ? 1 : -1;
    }
}
