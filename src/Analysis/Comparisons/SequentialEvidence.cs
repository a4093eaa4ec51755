using Sweep.Planning.Expansion;
using Sweep.Statistics;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Sequential;

namespace Sweep.Analysis.Comparisons;

/// <summary>Looks at a paired comparison as it grew, seed by seed.</summary>
internal static class SequentialEvidence
{
    /// <summary>What the looks that the data have reached show.</summary>
    /// <param name="blocks">The blocks that contribute.</param>
    /// <param name="seedCount">Seeds that both sides have completed in all of them, in the planned order.</param>
    /// <param name="looks">The plan.</param>
    /// <param name="design">Its boundary; null for the e-process.</param>
    /// <param name="options">What was asked.</param>
    public static SequentialSummary Compute(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks,
        GroupSequentialDesign? design, ComparisonOptions options) =>
        design is null ? Betting(blocks, seedCount, looks, options) : Looking(blocks, seedCount, looks, design, options);

    private static SequentialSummary Looking(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks,
        GroupSequentialDesign design, ComparisonOptions options)
    {
        var taken = new List<LookSummary>();
        double p = 1, direction = 0, equivalence = 1;
        LookTest? last = null;
        for (int look = 0; look < looks.SeedCounts.Count && looks.SeedCounts[look] <= seedCount; look++)
        {
            BlockSides[] seen = [.. Seen(blocks, looks, looks.SeedCounts[look])];
            if (seen.Length == 0)
                continue; // every pair so far was lost
            var matched = MatchedPairs.Create(seen);
            var test = PairedTest.Create(matched, options);
            var (nominal, difference, nominalEquivalence, pairs) = PairedAnalysis.Look(matched, test, options);
            int reached = look;
            last = test is not { P: not null } || options.Depth == ReportDepth.Verdicts ? null
                : new LookTest(test.Blocks, test.Near, test.Near, alpha => looks.NominalLevel(alpha, reached));
            double sequential = design.SequentialP(nominal, look);
            taken.Add(new LookSummary(looks.SeedCounts[look], pairs, nominal, sequential));
            if (sequential < p)
                (p, direction) = (sequential, difference);
            // one side of a two-sided boundary at twice the level
            if (nominalEquivalence is { } inside)
                equivalence = Math.Min(equivalence, design.SequentialP(Math.Min(1, 2 * inside), look) / 2);
        }
        return new SequentialSummary(looks.Rule, seedCount, taken, p, options.Rope > 0 ? equivalence
            : null, seedCount >= looks.SeedCounts[^1])
        {
            Difference = direction,
            Test = last,
        };
    }

    // One value per seed, the mean over blocks: then the e-process needs no model of how blocks differ. Partners that both diverged are a
    // tie; no such seed, and none after a divergence of one side alone, speaks for equivalence.
    private static SequentialSummary Betting(IReadOnlyList<BlockSides> blocks, int seedCount, SequentialLooks looks,
        ComparisonOptions options)
    {
        var taken = new List<LookSummary>();
        var difference = new SymmetryEProcess();
        // against "at least the region's upper end" and "at most its lower end": both must fall
        SymmetryEProcess below = new(Alternative.Less), above = new(Alternative.Greater);
        double p = 1, direction = 0, isBelow = 1, isAbove = 1;
        bool mayBeEquivalent = options.Rope > 0;
        var bets = new List<double>();
        for (int n = 1; n <= seedCount; n++)
        {
            int seed = looks.SeedOrder[n - 1];
            (ScoredTrial Level, ScoredTrial Baseline)[] pairs = [.. (blocks.Any(b => b.HasDivergence) ? Seen(blocks, looks, n) : blocks)
                .SelectMany(b => b.Level.Zip(b.Baseline).Where(x => x.First.Seed == seed))];
            mayBeEquivalent &= !Array.Exists(pairs, x => x.Level.IsDiverged != x.Baseline.IsDiverged);
            if (pairs.Length < blocks.Count)
                continue; // lost in some block: the mean of the others would not be the same quantity
            double mean = RoundingError.MeanDifference([.. pairs.Select(x => (x.Level.Value, x.Baseline.Value))]);
            difference.Add(mean);
            bets.Add(mean);
            if (difference.P < p)
                (p, direction) = (difference.P, difference.Direction);
            taken.Add(new LookSummary(n, difference.Count, difference.P, p));
            if (mayBeEquivalent && !Array.Exists(pairs, x => x.Level.IsDiverged))
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
            Test = bets.Count == 0 || options.Depth == ReportDepth.Verdicts ? null : OfBets(new Sample(bets)),
        };
    }

    // A confidence sequence: the centres of symmetry that no time has ruled out.
    private static LookTest OfBets(Sample differences)
    {
        double centre = differences.Mean;
        return new LookTest(new PairedBlocks([(1, differences)]), mean => MinimumPValue(Alternative.TwoSided, mean),
            mean => Math.Min(1, 2 * MinimumPValue(mean > centre ? Alternative.Less : Alternative.Greater, mean)), alpha => alpha);

        double MinimumPValue(Alternative alternative, double mean)
        {
            var process = new SymmetryEProcess(alternative);
            double p = 1;
            foreach (double d in differences.Values)
            {
                process.Add(d - mean);
                p = Math.Min(p, process.P);
            }
            return p;
        }
    }

    // Divergences score among the trials that the look sees: a worse value later changes no earlier decision.
    private static IEnumerable<BlockSides> Seen(IReadOnlyList<BlockSides> blocks, SequentialLooks looks, int seedCount)
    {
        var seeds = looks.SeedOrder.Take(seedCount).ToHashSet();
        return blocks.Select(b => b.Restrict(seeds)).Where(b => b.Level.Count > 0);
    }
}
