using Sweep.Analysis.Comparisons;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>Makes observations for tests.</summary>
internal static class Trials
{
    /// <summary>Values of one level in one block, seeds 0, 1, 2, ...; equal keys in a block make pairs, blocks are independent.</summary>
    public static IEnumerable<Observation> Of(string level, string block, params IEnumerable<double> values) =>
        values.Select((v, seed) => new Observation(level, block, $"{block}/{seed}", seed, ObservationStatus.Value, v));

    /// <summary>One trial with any status.</summary>
    public static Observation Without(string level, string block, int seed, ObservationStatus status) =>
        new(level, block, $"{block}/{seed}", seed, status, double.NaN);

    /// <summary>The same trials on a dataset whose guesses score so much.</summary>
    public static IReadOnlyList<Observation> Guessing(double? chance, params IEnumerable<Observation> trials) =>
        [.. trials.Select(o => o with { Chance = chance })];

    public static ComparisonOptions Planned(string? baseline = "relu") =>
        new() { Baseline = baseline, IsPlanned = true, Depth = ReportDepth.Verdicts };

    public static ComparisonOptions Full(string? baseline = "relu") => Planned(baseline) with { Depth = ReportDepth.Full };

    public static ComparisonResult Only(IEnumerable<Observation> observations, ComparisonOptions options) =>
        Assert.Single(ComparisonAnalysis.Analyse([.. observations], options).Comparisons).Overall;
}
