using Sweep.Planning;
using Sweep.Statistics.Comparisons;

namespace Sweep.Scheduling.Looks;

/// <summary>What a plan asks of the analysis: the one way for verdicts and for the looks that decide about more seeds, so that they cannot disagree.</summary>
public static class PlanOptions
{
    /// <summary>The options that follow from the question; whether it was planned, and what stands beside the verdict, is the caller's to say.</summary>
    /// <param name="asked">What is compared.</param>
    /// <param name="levels">Its levels in the order to report them.</param>
    /// <param name="observations">The trials.</param>
    public static ComparisonOptions Of(ComparisonPlan asked, IReadOnlyList<string> levels, TrialObservations observations)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(observations);
        return new ComparisonOptions
        {
            Levels = levels,
            Blocks = observations.Blocks,
            Baseline = asked.Baseline,
            LargerIsBetter = MetricNames.LargerIsBetter(asked.Metric),
            Alpha = asked.Alpha,
            Rope = asked.Rope,
            Tuning = asked.Tuning is { } tuning
                ? new TuningOptions(observations.Seeds.Take(tuning.SelectionSeeds).ToHashSet(), MetricNames.LargerIsBetter(tuning.Metric))
                : null,
            Test = TestOf(asked.Test ?? TestMethod.SignFlip),
            Adjustment = asked.Adjustment is { } method ? FamilyOf(method) : FamilyAdjustment.MaxT,
            Looks = asked.Looks is { } looks ? PlannedLooks.Of(looks, asked.Tuning) : null,
        };
    }

    /// <summary>The name by which specs and command lines know an adjustment of the analysis.</summary>
    public static string NameOf(FamilyAdjustment family) => AdjustmentMethods.NameOf(Enum.GetValues<AdjustmentMethod>().First(m => FamilyOf(m) == family));

    /// <summary>A test as the analysis knows it.</summary>
    public static PlannedTest TestOf(TestMethod method) => method switch
    {
        TestMethod.SignFlip => PlannedTest.SignFlip,
        TestMethod.T => PlannedTest.T,
        TestMethod.Ranks => PlannedTest.Ranks,
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Unknown test."),
    };

    /// <summary>An adjustment as the analysis knows it.</summary>
    public static FamilyAdjustment FamilyOf(AdjustmentMethod method) => method switch
    {
        AdjustmentMethod.Holm => FamilyAdjustment.Holm,
        AdjustmentMethod.Hommel => FamilyAdjustment.Hommel,
        AdjustmentMethod.Shaffer => FamilyAdjustment.Shaffer,
        AdjustmentMethod.BergmannHommel => FamilyAdjustment.BergmannHommel,
        AdjustmentMethod.MaxT => FamilyAdjustment.MaxT,
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Unknown adjustment."),
    };
}
