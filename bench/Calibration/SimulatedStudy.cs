using Sweep.Analysis.Comparisons;

namespace Sweep.Calibration.Bench;

/// <summary>A sweep whose truth is known: how its trials are drawn. Units are standard deviations of seed noise.</summary>
internal sealed record SimulatedStudy
{
    /// <summary>Levels; the first is the baseline where there is one.</summary>
    public int Levels { get; init; } = 4;

    /// <summary>Blocks, each of another dataset.</summary>
    public int Datasets { get; init; } = 4;

    /// <summary>Seeds per cell.</summary>
    public int Seeds { get; init; } = 10;

    /// <summary>What all levels but the first are better by.</summary>
    public double Effect { get; init; }

    /// <summary>Deviation of level effects between datasets: a difference on these datasets, none on average.</summary>
    public double Interaction { get; init; }

    /// <summary>Correlation of the values of one seed.</summary>
    public double Correlation { get; init; } = 0.5;

    /// <summary>Probability that a trial diverges, whatever its level.</summary>
    public double Divergence { get; init; }

    /// <summary>Probability that a trial has no outcome, whatever its level.</summary>
    public double Missing { get; init; }

    /// <summary>Whether noise differs between datasets (by a factor of up to three) and is skewed to failures.</summary>
    public bool IsRough { get; init; }

    /// <summary>Whether the first level has no noise and the others -1 or +1: differences that are symmetric and as far from normal as can
    /// be.</summary>
    public bool IsTwoPoint { get; init; }

    /// <summary>Candidates of a tuned factor for the first level; all others have one.</summary>
    public int Candidates { get; init; } = 1;

    /// <summary>Draws the trials of one study.</summary>
    public Observation[] Draw(Random random)
    {
        var trials = new List<Observation>(Levels * Datasets * Seeds);
        for (int d = 0; d < Datasets; d++)
        {
            double scale = IsRough ? 1 + 2 * random.NextDouble() : 1, location = 5 * Gaussian(random);
            var shared = new double[Seeds];
            for (int s = 0; s < Seeds; s++)
                shared[s] = Noise(random);
            for (int l = 0; l < Levels; l++)
            {
                double effect = (l == 0 ? 0 : Effect) + Interaction * Gaussian(random);
                for (int c = 0; c < (l == 0 ? Candidates : 1); c++)
                {
                    for (int s = 0; s < Seeds; s++)
                    {
                        double noise = IsTwoPoint ? (l == 0 ? 0 : 2 * random.Next(2) - 1)
                            : Math.Sqrt(Correlation) * shared[s] + Math.Sqrt(1 - Correlation) * Noise(random);
                        double fate = random.NextDouble(), value = location + effect + scale * noise;
                        var status = fate < Divergence ? ObservationStatus.Diverged : fate < Divergence + Missing ? ObservationStatus.Failed
                            : ObservationStatus.Value;
                        trials.Add(new Observation($"level{l}", $"dataset{d}", $"{d}/{s}", s, status, value)
                        {
                            Dataset = $"dataset{d}",
                            TunedLevel = $"{c}",
                            SelectionValue = value + .3 * Gaussian(random),
                        });
                    }
                }
            }
        }
        return [.. trials];
    }

    private double Noise(Random random)
    {
        double g = Gaussian(random);
        return IsRough && random.NextDouble() < .1 ? g - 2 * Math.Abs(Gaussian(random)) : g;
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
