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
        var taken = new List<LookSummary>();
        var difference = new SymmetryEProcess();
        // against "at least the region's upper end" and "at most its lower end": both must fall
        SymmetryEProcess below = new(Alternative.Less), above = new(Alternative.Greater);
        double p = 1, direction = 0, isBelow = 1, isAbove = 1;
        for (int n = 1; n <= seedCount; n++)
        {
            int seed = looks.SeedOrder[n - 1];
            (double Level, double Baseline)[] pairs = [.. blocks.SelectMany(b => b.Level.Zip(b.Baseline).Where(x => x.First.Seed == seed))
                .Select(x => floors is null ? (x.First.Value, x.Second.Value) : (x.First.At(floors.At(n)).Value, x.Second.At(floors.At(n)).Value))];
            if (pairs.Length < blocks.Count)
                continue; // lost in some block: the mean of the others would not be the same quantity
            double mean = RoundingError.MeanDifference(pairs);
            difference.Add(mean);
            if (difference.P < p)
                (p, direction) = (difference.P, difference.Direction);
            taken.Add(new LookSummary(n, difference.Count, difference.P, p));
            if (options.Rope > 0)
            {
                below.Add(mean - options.Rope);
                above.Add(mean + options.Rope);
                (isBelow, isAbove) = (Math.Min(isBelow, below.P), Math.Min(isAbove, above.P));
            }
        }
        return new SequentialSummary(looks.Rule, seedCount, taken, p, options.Rope > 0 ? Math.Max(isBelow, isAbove) : null,
            seedCount >= looks.SeedOrder.Count)
        {
            Difference = direction,
        };
    }

    private static IEnumerable<BlockSides> Seen(IReadOnlyList<BlockSides> blocks, SequentialLooks looks, int seedCount, LookFloors? floors)
    {
        var seeds = looks.SeedOrder.Take(seedCount).ToHashSet();
        return blocks.Select(b => b.Restrict(seeds)).Where(b => b.Level.Count > 0)
            .Select(b => floors is null ? b : b.WithFloor(floors.At(seedCount)));
    }
}
