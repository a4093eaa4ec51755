using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;

namespace Sweep.Analysis.Plans;

/// <summary>What a plan asks of the analysis: the one way for verdicts and for the looks that decide about more seeds, so that they cannot
/// disagree.</summary>
public static class PlanOptions
{
    /// <summary>The options that follow from the question; whether it was planned, and what stands beside the verdict, is the caller's to
    /// say.</summary>
    /// <param name="asked">What is compared.</param>
    /// <param name="levels">Its levels in the order to report them.</param>
    /// <param name="observations">The trials.</param>
    public static ComparisonOptions Create(ComparisonPlan asked, IReadOnlyList<string> levels, TrialObservations observations)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(observations);
        return new ComparisonOptions
        {
            Levels = levels,
            Blocks = observations.Blocks,
            Baseline = asked.Baseline,
            LargerIsBetter = asked.Definition.LargerIsBetter,
            Alpha = asked.Alpha,
            Rope = asked.Rope,
            Tuning = asked.Tuning is { } tuning
                ? new TuningOptions(observations.Seeds.Take(tuning.SelectionSeeds).ToHashSet(),
                    asked.Metrics.Find(tuning.Metric).LargerIsBetter)
                : null,
            Test = observations.Overlap > 0 ? PlannedTest.CorrectedT : asked.Test ?? PlannedTest.SignFlip,
            Overlap = observations.Overlap,
            Adjustment = asked.Adjustment ?? AdjustmentMethod.MaxT,
            Looks = asked.Looks is { } looks ? SequentialLooks.Create(looks, asked.Tuning) : null,
        };
    }
}
