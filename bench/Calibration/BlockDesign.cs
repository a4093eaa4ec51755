using Sweep.Statistics;
using Sweep.Statistics.Distributions;

namespace Sweep.Calibration.Bench;

/// <summary>How differences scatter about their mean.</summary>
internal enum Noise
{
    Normal,
    T2,
    Skewed,
    Grid,
}

/// <summary>Blocks whose true effects are known. The unit is a standard deviation of the differences.</summary>
/// <param name="Seeds">Pairs of each block.</param>
/// <param name="Deviations">Deviation of the differences of each.</param>
internal sealed record BlockDesign(int[] Seeds, double[] Deviations)
{
    public Noise Noise { get; init; }

    /// <summary>Deviation of the true effect between blocks.</summary>
    public double Tau { get; init; }

    /// <summary>The mean of the true effects.</summary>
    public double Mean { get; init; }

    public T[] Analyse<T>(int studies, Func<DrawnBlock[], int, T> read)
    {
        var results = new T[studies];
        Parallel.For(0, studies, i => results[i] = read(Draw(new Random(41_000 + i)), i));
        return results;
    }

    // Block effects have exactly the mean asked for, so that no study is right by chance.
    private DrawnBlock[] Draw(Random random)
    {
        double[] effects = [.. Seeds.Select(_ => Tau * Gaussian(random))];
        double center = effects.Average(), scale = Seeds.Length > 1 ? Math.Sqrt(Seeds.Length / (Seeds.Length - 1.0)) : 0;
        return
        [
            .. Seeds.Select((n, b) =>
            {
                double mean = Mean + (effects[b] - center) * scale;
                return new DrawnBlock(1.0 / Seeds.Length, new Sample(Enumerable.Range(0, n).Select(_ =>
                    Noise == Noise.Grid ? Math.Round(mean + Deviations[b] * Value(random)) : mean + Deviations[b] * Value(random))), mean);
            }),
        ];
    }

    private double Value(Random random) => Noise switch
    {
        Noise.T2 => Gaussian(random) / Math.Sqrt(-Math.Log(1 - random.NextDouble())),
        Noise.Skewed => -Math.Log(1 - random.NextDouble()) - 1,
        _ => Gaussian(random),
    };

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>Drawn differences of a block with its true effect.</summary>
internal sealed record DrawnBlock(double Weight, Sample Differences, double Mean);
