using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Tests;

/// <summary>Deterministic draws for property tests.</summary>
internal sealed class RandomValues(ulong seed)
{
    private ulong index;

    public double Uniform() => (SplitMix.Bits(seed, index++) >> 11) * (1.0 / (1L << 53));

    public double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    public int Integer(int exclusiveMaximum) => (int)(Uniform() * exclusiveMaximum);

    public Sample Gaussians(int count, double mean = 0) => new([.. Enumerable.Range(0, count).Select(_ => mean + Gaussian())]);

    public T[] Shuffled<T>(IEnumerable<T> items)
    {
        var shuffled = items.ToArray();
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int j = Integer(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        return shuffled;
    }
}
