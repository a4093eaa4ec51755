namespace Sweep.Statistics.Randomness;

/// <summary>SplitMix64 as a counter-based generator: the i-th 64 bits of a seed are computed directly. Frozen: published p-values depend on
/// it.</summary>
/// <remarks>Steele, Lea, Flood: Fast splittable pseudorandom number generators. OOPSLA 2014, doi:10.1145/2660193.2660195, figure
/// 17.</remarks>
public static class SplitMix
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    /// <summary>64 uniform bits.</summary>
    /// <param name="seed">The stream.</param>
    /// <param name="index">The position in the stream, from 0.</param>
    public static ulong Bits(ulong seed, ulong index)
    {
        unchecked
        {
            ulong z = seed + (index + 1) * GoldenGamma;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
