using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Plans;

/// <summary>Plans whose seeds are too few for any of their comparisons, whatever the data: the smallest possible p is above
/// alpha.</summary>
/// <remarks>Pairs come from the seeds that judge, once per block of its own random numbers: blocks that share them count once, and an
/// e-process bets once a seed. Unpaired samples have another smallest p: nothing is said of them.</remarks>
public static class SampleSizeCheck
{
    private const int MaxPairs = 1_000_000; // gone through to find how many blocks two levels share

    /// <summary>What is too few and how many are needed, in a sentence; null when a difference can be shown.</summary>
    public static string? Advice(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Comparison is not { } asked)
            return null;
        var (seeds, comparisons, blocks) = Count(plan, asked);
        if (comparisons == 0 || blocks == 0)
            return null;
        long judging = seeds - (asked.Tuning?.SelectionSeeds ?? 0);
        var looks = asked.Looks is { } planned ? SequentialLooks.Create(planned, asked.Tuning) : null;
        if (looks?.Rule == StoppingRule.EProcess)
            blocks = 1;
        var test = asked.Test ?? PlannedTest.SignFlip;
        // Joint sign flips of any family need no more pairs than one comparison does, and under Hommel a family of equal p-values needs
        // no adjustment; all others multiply the smallest p by the number of comparisons, as do those that take their place.
        bool isSpared = asked.Adjustment is null or AdjustmentMethod.MaxT ? looks is null && test == PlannedTest.SignFlip
            : asked.Adjustment == AdjustmentMethod.Hommel && asked.Rope == 0;
        int pairs = AttainablePValues.PairsNeeded(asked.Alpha, isSpared ? 1 : comparisons,
            new ComparisonOptions { Test = test, Looks = looks }.MinimumPairedPValue);
        int needed = (pairs + blocks - 1) / blocks;
        return judging >= needed ? null
            : FormattableString.Invariant($"{judging} {(judging == 1 ? "seed judges" : "seeds judge")}; at least {needed} are needed to ")
                + "show a "
                + FormattableString.Invariant($"difference at alpha {asked.Alpha} over {comparisons} ")
                    + FormattableString.Invariant($"{(comparisons == 1 ? "comparison" : "comparisons")}.");
    }

    // Levels are paired by equal stream keys: how many they share in one seed is the number of pairs that each seed gives.
    private static (long Seeds, long Comparisons, int Blocks) Count(SweepPlan plan, ComparisonPlan asked)
    {
        long configurations = 0;
        var keys = new Dictionary<string, HashSet<StreamKey>>();
        foreach (var trial in plan.FirstSeedTrials)
        {
            string level = TrialObservations.Label(trial.Configuration.Settings, asked.Factor);
            if (!keys.TryGetValue(level, out var known))
                keys[level] = known = [];
            known.Add(trial.StreamKey);
            configurations++;
        }
        string[] levels = [.. keys.Keys];
        long others = levels.Length - 1;
        long comparisons = asked.Baseline is null ? levels.Length * others / 2 : keys.ContainsKey(asked.Baseline) ? others : 0;
        var pairs = asked.Baseline is { } baseline
            ? levels.Where(l => l != baseline && keys.ContainsKey(baseline)).Select(l => (Level: l, Baseline: baseline))
            : levels.SelectMany((b, i) => levels.Skip(i + 1).Select(a => (Level: a, Baseline: b)));
        int blocks = 0, most = keys.Values.Select(k => k.Count).DefaultIfEmpty().Max();
        foreach (var (level, other) in pairs.Take(MaxPairs).TakeWhile(_ => blocks < most)) // of a full grid the first pair shares all
            blocks = Math.Max(blocks, keys[level].Count(keys[other].Contains));
        if (comparisons > MaxPairs && blocks < most)
            blocks = most; // a pair that was not gone through may share so many
        return (plan.TrialCount / Math.Max(1, configurations), comparisons, blocks);
    }
}
