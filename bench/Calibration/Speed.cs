using System.Diagnostics;
using System.Globalization;
using Sweep.Analysis.Comparisons;

namespace Sweep.Calibration.Bench;

/// <summary>How long a comparison over 100,000 trials takes, without reading them. Processor time stands beside the elapsed time, since
/// neighbours on the machine stretch the latter.</summary>
internal static class Speed
{
    private const int Trials = 100_000, Levels = 20, ManyLevels = 1000;

    public static void Print()
    {
        Console.WriteLine($"{Trials:N0} trials of {Levels} levels, seconds on {Environment.ProcessorCount} cores: median of 3");
        Console.WriteLine("| metric | blocks x seeds | comparisons | verdicts, elapsed (processor) | full, elapsed (processor) |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (bool grid in new[] { true, false })
        {
            foreach (int seeds in new[] { 5, 20, 500 })
            {
                int blocks = Trials / Levels / seeds;
                var trials = Draw(Levels, blocks, seeds, grid);
                foreach (string? baseline in new[] { "level0", null })
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"| {(grid ? "accuracy" : "loss")} | {blocks} x {seeds} | {(baseline is null ? "all pairs" : "one baseline")} "
                        + $"| {Time(trials, baseline, ReportDepth.Verdicts)} | {Time(trials, baseline, ReportDepth.Full)} |"));
                }
            }
        }
        Console.WriteLine();
        Console.WriteLine($"{ManyLevels:N0} levels against one baseline");
        Console.WriteLine("| metric | blocks x seeds | verdicts, elapsed (processor) | full, elapsed (processor) |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (blocks, seeds, grid) in new[] { (1, 10, true), (1, 30, false), (6, 5, true), (6, 5, false), (4, 25, false) })
        {
            var trials = Draw(ManyLevels, blocks, seeds, grid);
            Console.WriteLine($"| {(grid ? "accuracy" : "loss")} | {blocks} x {seeds} | {Time(trials, "level0", ReportDepth.Verdicts)} | "
                + $"{Time(trials, "level0", ReportDepth.Full)} |");
        }
    }

    private static string Time(Observation[] trials, string? baseline, ReportDepth depth)
    {
        var times = new List<(double Elapsed, double Processor)>();
        for (int i = 0; i < 3; i++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            ComparisonAnalysis.Analyse(trials, new ComparisonOptions { Baseline = baseline, IsPlanned = true, Depth = depth });
            double elapsed = watch.Elapsed.TotalSeconds;
            process.Refresh();
            times.Add((elapsed, (process.TotalProcessorTime - before).TotalSeconds));
        }
        var (median, processor) = times.Order().ElementAt(1);
        return string.Create(CultureInfo.InvariantCulture, $"{median:0.00} s ({processor:0.00} s)");
    }

    // Accuracies on 10,000 images around 95 %, or losses; levels half a deviation apart.
    private static Observation[] Draw(int levels, int blocks, int seeds, bool grid)
    {
        var random = new Random(1);
        var trials = new List<Observation>(levels * blocks * seeds);
        for (int l = 0; l < levels; l++)
        {
            for (int b = 0; b < blocks; b++)
            {
                for (int s = 0; s < seeds; s++)
                {
                    double value = .95 + .002 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)
                        + .0002 * (l % Levels);
                    trials.Add(new Observation($"level{l}", $"architecture={b % 10}, learningRate={b / 10}", $"{b}/{s}", s,
                        ObservationStatus.Value,
                        grid ? Math.Round(value, 4) : value) { Dataset = $"dataset{b % 5}" });
                }
            }
        }
        return [.. trials];
    }
}
