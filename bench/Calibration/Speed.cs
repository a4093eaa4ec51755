using System.Diagnostics;
using System.Globalization;
using Sweep.Statistics.Comparisons;

namespace Sweep.Calibration;

/// <summary>How long a comparison over 100,000 trials takes, without reading them.</summary>
internal static class Speed
{
    private const int Trials = 100_000, Levels = 20;

    public static void Print()
    {
        Console.WriteLine($"{Trials:N0} trials of {Levels} levels, seconds on {Environment.ProcessorCount} cores: median of 3");
        Console.WriteLine("| metric | blocks x seeds | against a baseline | all pairs |");
        Console.WriteLine("|---|---|---|---|");
        foreach (bool grid in new[] { true, false })
        {
            foreach (int seeds in new[] { 5, 10, 20, 40, 500 })
            {
                int blocks = Trials / Levels / seeds;
                var trials = Draw(blocks, seeds, grid);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {(grid ? "accuracy" : "loss")} | {blocks} x {seeds} | {Time(trials, "level0"):0.00} | {Time(trials, null):0.00} |"));
            }
        }
    }

    private static double Time(Observation[] trials, string? baseline)
    {
        var times = new List<double>();
        for (int i = 0; i < 3; i++)
        {
            var watch = Stopwatch.StartNew();
            ComparisonAnalysis.Analyse(trials, new ComparisonOptions { Baseline = baseline, IsPlanned = true });
            times.Add(watch.Elapsed.TotalSeconds);
        }
        return times.Order().ElementAt(1);
    }

    // Accuracies on 10,000 images around 95 %, or losses; levels half a deviation apart.
    private static Observation[] Draw(int blocks, int seeds, bool grid)
    {
        var random = new Random(1);
        var trials = new List<Observation>(Trials);
        for (int l = 0; l < Levels; l++)
        {
            for (int b = 0; b < blocks; b++)
            {
                for (int s = 0; s < seeds; s++)
                {
                    double value = .95 + .002 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) + .0002 * l;
                    trials.Add(new Observation($"level{l}", $"architecture={b % 10}, learningRate={b / 10}", $"{b}/{s}", s, ObservationStatus.Value,
                        grid ? Math.Round(value, 4) : value) { Dataset = $"dataset{b % 5}" });
                }
            }
        }
        return [.. trials];
    }
}
