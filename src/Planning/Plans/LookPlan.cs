using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>When a plan looks at its growing data and how strict each look is: comparisons that a look decides get no more seeds, nor do
/// tuned levels that were not chosen.</summary>
/// <param name="Rule">How strict each look is.</param>
/// <param name="Seeds">The plan's seeds in the order in which they are trained.</param>
/// <param name="SeedCounts">After how many of them the data are looked at: ascending, the last one all of them.</param>
public sealed record LookPlan(StoppingRule Rule, IReadOnlyList<Seed> Seeds, IReadOnlyList<int> SeedCounts)
{
    /// <summary>Whether the first look comes after the seeds that select, chooses the tuned levels, and judges nothing: the levels not
    /// chosen go no further.</summary>
    public bool ChoosesFirst { get; init; }

    /// <summary>After how many seeds comparisons are judged.</summary>
    public IReadOnlyList<int> JudgingCounts => ChoosesFirst ? [.. SeedCounts.Skip(1)] : SeedCounts;

    /// <summary>Whether looks judge; false when one chooses, and what judges is the comparison in the end.</summary>
    public bool JudgesAtLooks => !ChoosesFirst || Rule == StoppingRule.EProcess || SeedCounts.Count > 2;
}
