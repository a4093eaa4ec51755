using Sweep.Statistics.Estimates;
using Sweep.Statistics.Sequential;

namespace Sweep.Statistics.Comparisons;

/// <summary>Looks at a paired comparison as it grew, seed by seed.</summary>
internal static class SequentialEvidence
{
    /// <summary>What the looks that the data have reached show.</summary>
    /// <param name="blocks">The blocks that contribute.</param>
    /// <param name="seedCount">Seeds that both sides have completed in all of them, in the planned order.</param>
    /// <param name="looks">The plan.</param>
    /// <param name="design">Its boundary; null for the e-process.</param>
    /// <param name="floors">What divergences scored at each of them; null when there are none.</param>
    /// <param name="options">What was asked.</param>
    public static SequentialSummary Of(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks, GroupSequentialDesign? design,
        LookFloors? floors, ComparisonOptions options) =>
        design is null ? Betting(blocks, seedCount, looks, floors, options) : Looking(blocks, seedCount, looks, design, floors, options);

    private static SequentialSummary Looking(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks, GroupSequentialDesign design,
        LookFloors? floors, ComparisonOptions options)
    {
        var taken = new List<LookSummary>();
        double p = 1, direction = 0, equivalence = 1;
        for (int look = 0; look < looks.SeedCounts.Count && looks.SeedCounts[look] <= seedCount; look++)
        {
            var strata = Strata.Paired([.. Seen(blocks, looks, looks.SeedCounts[look], floors)]);
            if (strata.Count == 0)
                continue; // every pair so far was lost
            var (nominal, difference, nominalEquivalence, pairs) = PairedAnalysis.Look(strata, options);
            double sequential = design.SequentialP(nominal, look);
            taken.Add(new LookSummary(looks.SeedCounts[look], pairs, nominal, sequential));
            if (sequential < p)
                (p, direction) = (sequential, difference);
            // one side of a two-sided boundary at twice the level
            if (nominalEquivalence is { } inside)
                equivalence = Math.Min(equivalence, design.SequentialP(Math.Min(1, 2 * inside), look) / 2);
        }
        return new SequentialSummary(looks.Rule, seedCount, taken, p, options.Rope > 0 ? equivalence : null, seedCount >= looks.SeedCounts[^1]) { Difference = direction };
    }

    // One value per seed, the mean over blocks: then the e-process needs no model of how blocks differ.
    private static SequentialSummary Betting(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks, LookFloors? floors,
        ComparisonOptions options)
    {
        var values = new List<double>();
        var taken = new List<LookSummary>();
        double p = 1, direction = 0, equivalence = 1, magnitude = double.PositiveInfinity;
        for (int n = 1; n <= seedCount; n++)
        {
            int seed = looks.SeedOrder[n - 1];
            (double Level, double Baseline)[] pairs = [.. blocks.SelectMany(b => b.Level.Zip(b.Baseline).Where(x => x.First.Seed == seed))
                .Select(x => floors is null ? (x.First.Value, x.Second.Value) : (x.First.At(floors.At(n)).Value, x.Second.At(floors.At(n)).Value))];
            if (pairs.Length < blocks.Count)
                continue; // lost in some block: the mean of the others would not be the same quantity
            values.Add(new Sample(pairs.Select(x => RoundingError.Difference(x.Level, x.Baseline))).Mean);
            magnitude = Math.Min(magnitude, pairs.Max(x => Math.Max(Math.Abs(x.Level), Math.Abs(x.Baseline))));
            if (values.Count < 2)
                continue;
            var sample = RoundingError.Removed(new Sample(values), () => magnitude);
            double single = Math.Min(1, Math.Exp(-TEProcess.LogE(sample)));
            if (single < p)
                (p, direction) = (single, sample.Mean);
            taken.Add(new LookSummary(n, values.Count, single, p));
            if (options.Rope > 0)
                equivalence = Math.Min(equivalence, Inside(MeanEstimate.OfMean(sample), values.Count, options.Rope));
        }
        return new SequentialSummary(looks.Rule, seedCount, taken, p, options.Rope > 0 ? equivalence : null, seedCount >= looks.SeedOrder.Count) { Difference = direction };
    }

    // The confidence sequence of level 1 - p just touches an end of the region.
    private static double Inside(MeanEstimate mean, int count, double rope)
    {
        double room = rope - Math.Abs(mean.Value);
        return room <= 0 ? 1 : Math.Min(1, Math.Exp(-TEProcess.LogE(room / mean.StandardError, count, TEProcess.DefaultEffectVariance)));
    }

    private static IEnumerable<BlockSides> Seen(IReadOnlyList<BlockSides> blocks, SequentialLooks looks, int seedCount, LookFloors? floors)
    {
        var seeds = looks.SeedOrder.Take(seedCount).ToHashSet();
        return blocks.Select(b => b.Restrict(seeds)).Where(b => b.Level.Count > 0)
            .Select(b => floors is null ? b : b.WithFloor(floors.At(seedCount)));
    }
}
