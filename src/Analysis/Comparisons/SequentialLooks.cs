using System.Collections.Concurrent;
using Sweep.Planning.Plans;
using Sweep.Statistics.Sequential;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>Looks at growing data, planned before data. The analysis recomputes every look that the data have reached from the seeds it may
/// see, so that the same trials give the same verdict whoever looked when.</summary>
/// <param name="Rule">How strict each look is.</param>
/// <param name="SeedOrder">The judging seeds in the order in which they are bought; those that only select tuned levels are not among
/// them.</param>
/// <param name="SeedCounts">How many of them each look sees: ascending, the last one all of them. Ignored by the e-process.</param>
public sealed record SequentialLooks(StoppingRule Rule, IReadOnlyList<int> SeedOrder, IReadOnlyList<int> SeedCounts)
{
    private readonly ConcurrentDictionary<int, double> smallest = []; // a boundary is integrated over all looks
    private readonly ConcurrentDictionary<(double Alpha, int Look), double> nominal = [];

    // A copy may have another rule or other looks: it does not share what was computed for these.
    private SequentialLooks(SequentialLooks original) =>
        (Rule, SeedOrder, SeedCounts, smallest, nominal) = (original.Rule, original.SeedOrder, original.SeedCounts, [], []);

    /// <summary>The looks of a plan at the seeds that judge; those that select tuned levels come before and are in none of them. Null when
    /// none judges: one chooses them, and the comparison in the end is all.</summary>
    /// <param name="looks">The planned looks, counted in all seeds.</param>
    /// <param name="tuning">What is tuned; null for nothing.</param>
    public static SequentialLooks? Create(LookPlan looks, TuningPlan? tuning)
    {
        ArgumentNullException.ThrowIfNull(looks);
        int selection = tuning?.SelectionSeeds ?? 0;
        return !looks.JudgesAtLooks ? null : new SequentialLooks(looks.Rule, [.. looks.Seeds.Skip(selection).Select(s => s.Value)],
            [.. looks.JudgingCounts.Select(n => n - selection)]);
    }

    /// <summary>Equally spaced looks at growing numbers of seeds.</summary>
    /// <param name="rule">How strict each look is.</param>
    /// <param name="seedOrder">The seeds in the order in which they are bought.</param>
    /// <param name="looks">How many looks; at most one per seed.</param>
    public static SequentialLooks EquallySpaced(StoppingRule rule, IReadOnlyList<int> seedOrder, int looks)
    {
        ArgumentNullException.ThrowIfNull(seedOrder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(looks);
        return new SequentialLooks(rule, seedOrder,
            [.. Enumerable.Range(1, looks).Select(k => (int)Math.Ceiling((double)k * seedOrder.Count / looks)).Distinct()]);
    }

    /// <summary>The boundary of a rule; null for the e-process.</summary>
    /// <param name="rule">How strict each look is.</param>
    /// <param name="shares">The share of all data that each look sees, ascending to 1.</param>
    public static GroupSequentialDesign? Boundary(StoppingRule rule, IReadOnlyList<double> shares) => rule switch
    {
        StoppingRule.OBrienFleming => new GroupSequentialDesign(BoundaryShape.OBrienFleming, shares),
        StoppingRule.Pocock => new GroupSequentialDesign(BoundaryShape.Pocock, shares),
        _ => null,
    };

    /// <summary>The boundary of these looks; null for the e-process.</summary>
    internal GroupSequentialDesign? Design() =>
        Boundary(Rule, [.. SeedCounts.Select(n => n == SeedCounts[^1] ? 1 : (double)n / SeedCounts[^1])]);

    /// <summary>The smallest p that so many pairs can give at the last look: that of the exact test, and what the earlier looks cost; of
    /// the e-process, that of the luckiest bets.</summary>
    /// <param name="pairs">Pairs that are not tied; for the e-process seeds.</param>
    public double MinimumPValue(int pairs) => Rule == StoppingRule.EProcess
        ? SymmetryEProcess.MinimumPValue(pairs)
        : smallest.GetOrAdd(pairs, n => Design()!.SequentialP(AttainablePValues.MinimumPairedPValue(n), SeedCounts.Count - 1));

    /// <summary>The p that shows something at a look when the error rate over all looks is this.</summary>
    internal double NominalLevel(double alpha, int look) =>
        nominal.GetOrAdd((alpha, look), key => Design()!.NominalLevels(key.Alpha)[key.Look]);

    internal void Validate()
    {
        if (SeedOrder.Count == 0 || SeedOrder.Distinct().Count() != SeedOrder.Count)
            throw new ArgumentException("Looks need an order of different seeds.", nameof(SeedOrder));
        if (Rule != StoppingRule.EProcess && (SeedCounts.Count == 0 || SeedCounts[0] < 1 || SeedCounts[^1] != SeedOrder.Count
            || SeedCounts.Zip(SeedCounts.Skip(1)).Any(p => p.First >= p.Second)))
            throw new ArgumentException($"Looks see ascending numbers of seeds, the last one all {SeedOrder.Count}.", nameof(SeedCounts));
    }
}

/// <summary>What the looks taken so far have shown.</summary>
/// <param name="Rule">How strict each look is.</param>
/// <param name="SeedCount">Seeds that both sides have completed, in the planned order.</param>
/// <param name="Looks">The looks taken; for the e-process one per seed.</param>
/// <param name="P">The smallest sequential p so far: a p-value whatever made the looking stop; 1 before the first look.</param>
/// <param name="EquivalenceP">The same of the equivalence test; null without region of equivalence.</param>
/// <param name="IsLast">Whether the last planned look has been taken.</param>
public sealed record SequentialSummary(StoppingRule Rule, int SeedCount, IReadOnlyList<LookSummary> Looks, double P, double? EquivalenceP,
    bool IsLast)
{
    /// <summary>The last look taken, for other differences than 0; null before the first, and where no interval was asked for.</summary>
    internal LookTest? Test { get; init; }

    /// <summary>The mean difference at the look that gave <see cref="P"/>, of an e-process its sign alone: that is that of the verdict,
    /// whatever later seeds showed; 0 before the
    /// first look.</summary>
    public double Difference { get; init; }
}

/// <summary>One look.</summary>
/// <param name="SeedCount">Seeds it saw.</param>
/// <param name="PairCount">Independent pairs it saw; of an e-process the seeds it has bet on, whose mean difference is not zero.</param>
/// <param name="P">The p of the deciding test at this look alone; for the e-process 1/E, at most 1.</param>
/// <param name="SequentialP">The error rate over all looks at which this look alone is just significant.</param>
public sealed record LookSummary(int SeedCount, int PairCount, double P, double SequentialP);
