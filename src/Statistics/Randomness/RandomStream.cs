namespace Sweep.Statistics.Randomness;

/// <summary>Draws from one seed, one after another. Frozen like <see cref="SplitMix"/>. Not thread-safe.</summary>
internal sealed class RandomStream(ulong seed)
{
    private ulong index;

    /// <summary>64 uniform bits.</summary>
    public ulong Bits() => SplitMix.Bits(seed, index++);

    /// <summary>Uniform in [0,1), 53 bits.</summary>
    public double Uniform() => (Bits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in 0..count-1; the bias is below 2^-32 for counts that fit here.</summary>
    public int Integer(int count) => (int)Math.BigMul(Bits(), (ulong)count, out _);

    /// <summary>Standard normal (Box and Muller 1958, doi:10.1214/aoms/1177706645, the cosine half).</summary>
    public double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(1 - Uniform());

    /// <summary>All orders equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<double> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Integer(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
