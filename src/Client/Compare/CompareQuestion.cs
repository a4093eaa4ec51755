using System.Globalization;
using Sweep.Planning;
using Sweep.Scheduling.Looks;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>What is compared, after the plan and the user's wishes were brought together.</summary>
/// <param name="Factor">The compared factor.</param>
/// <param name="Baseline">Label of the baseline; null for all pairs.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Epoch">The epoch, from 1; null for each trial's last.</param>
/// <param name="Alpha">Family-wise error rate.</param>
/// <param name="Rope">Half-width of the region of equivalence; 0 for none.</param>
/// <param name="Tuning">What is tuned; null for nothing.</param>
/// <param name="LevelOrder">Labels of the compared factor as the spec orders them; empty when unknown.</param>
/// <param name="Deviations">How the question departs from the plan; empty when it was planned as it is.</param>
internal sealed record CompareQuestion(string Factor, string? Baseline, string Metric, int? Epoch, double Alpha, double Rope, TuningPlan? Tuning,
    IReadOnlyList<string> LevelOrder, IReadOnlyList<string> Deviations)
{
    private const double DefaultAlpha = 0.05;

    /// <summary>The test that decides.</summary>
    public TestMethod Test { get; init; }

    /// <summary>How overall comparisons are adjusted; null for what fits the family.</summary>
    public AdjustmentMethod? Adjustment { get; init; }

    /// <summary>The planned looks at growing data; null when none were planned for this factor.</summary>
    public LookPlan? Looks { get; init; }

    /// <summary>What a spec would say to ask this.</summary>
    public ComparisonPlan Asked => new(Factor, Baseline, Metric, Epoch, Alpha, Rope, Tuning)
    {
        Looks = Looks, Test = Test, Adjustment = Adjustment,
    };

    /// <summary>Whether the question was fixed before data.</summary>
    public bool IsPlanned => Deviations.Count == 0;

    /// <summary>"epoch 3" or "the last epoch".</summary>
    public string EpochText => Epoch is { } epoch ? string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}") : "the last epoch";

    /// <summary>Brings plan and wishes together.</summary>
    /// <param name="plan">The plan; null when the stored spec cannot be read as the plan that was frozen.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <exception cref="UserErrorException">Nothing says what to compare, or a wish does not exist or is out of range; the message has all mistakes.</exception>
    public static CompareQuestion Resolve(SweepPlan? plan, CompareSettings settings)
    {
        var planned = plan?.Comparison;
        string factor = settings.Factor ?? planned?.Factor ?? settings.Rows ?? throw new UserErrorException(string.Join(Environment.NewLine,
            [.. settings.Mistakes, $"The spec plans no comparison. Name a factor: --factor {string.Join(" | ", plan?.Factors.Select(f => f.Name) ?? ["NAME"])}."]));
        bool isPlannedFactor = planned is not null && factor == planned.Factor;

        var deviations = new List<string>();
        if (planned is null)
            deviations.Add(plan is null ? "the stored spec does not give the stored plan hash with this version of sweep" : "the spec plans no comparison");
        else if (!isPlannedFactor)
            deviations.Add($"factor {factor}, planned was {planned.Factor}");

        string? baseline = settings.AllPairs ? null : settings.Baseline ?? (isPlannedFactor ? planned!.Baseline : null);
        if (isPlannedFactor && baseline != planned!.Baseline)
            deviations.Add($"{Pairs(baseline)}, planned was {Pairs(planned.Baseline)}");
        string metric = Choose(settings.Metric, planned?.Metric ?? MetricNames.TestAccuracy, planned is not null, "metric", deviations);
        int? epoch = settings.Epoch ?? planned?.Epoch;
        if (planned is not null && epoch != planned.Epoch)
            deviations.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}, planned was {(object?)planned.Epoch ?? "the last"}"));
        double alpha = Choose(settings.Alpha, planned?.Alpha ?? DefaultAlpha, planned is not null, "alpha", deviations);
        double rope = ChooseRope(settings.Rope, metric, planned, deviations);
        var plannedTest = planned?.Test ?? TestMethod.SignFlip;
        var test = settings.Test ?? plannedTest;
        if (planned is not null && test != plannedTest)
            deviations.Add($"test {TestMethods.NameOf(test)}, planned was {TestMethods.NameOf(plannedTest)}");
        var order = plan?.Factors.FirstOrDefault(f => f.Name == factor)?.Labels ?? [];
        // A plan for all pairs says nothing of comparisons with a baseline, and the other way round.
        var plannedMethod = isPlannedFactor && (baseline is null) == (planned!.Baseline is null) ? planned.Adjustment : null;
        var plannedFamily = plannedMethod is { } method ? PlanOptions.FamilyOf(method)
            : test == TestMethod.SignFlip && !(isPlannedFactor && planned!.Looks is { JudgesAtLooks: true }) ? FamilyAdjustment.MaxT
            : FamilyAdjustments.OfPValues(baseline, order.Count);
        if (planned is not null && settings.Adjustment is { } wish && PlanOptions.FamilyOf(wish) != plannedFamily)
            deviations.Add($"adjustment {AdjustmentMethods.NameOf(wish)}, planned was {PlanOptions.NameOf(plannedFamily)}");
        if (settings.Where.Count > 0)
        {
            var conditions = settings.Where.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => $"{w.Key} is {string.Join(" or ", w.Value)}");
            deviations.Add($"only where {string.Join(" and ", conditions)}");
        }

        var tuning = planned?.Tuning is { } tuned && !tuned.Factors.Contains(factor) ? tuned : null;
        var question = new CompareQuestion(factor, baseline, metric, epoch, alpha, rope, tuning, order, deviations)
        {
            Test = test,
            Adjustment = settings.Adjustment ?? plannedMethod,
            // Looks count seeds: they mean nothing once somebody chooses among these.
            Looks = isPlannedFactor && !settings.Where.ContainsKey("seed") ? planned!.Looks : null,
        };
        var mistakes = CompareMistakes.Of(plan, settings, question);
        return mistakes.Count == 0 ? question : throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
    }

    /// <summary>The planned region is in the unit of the planned metric and says nothing of another.</summary>
    private static double ChooseRope(double? wish, string metric, ComparisonPlan? planned, List<string> deviations)
    {
        if (wish is not null || planned is null || planned.Rope == 0 || metric == planned.Metric)
            return Choose(wish, planned?.Rope ?? 0, planned is not null, "rope", deviations);
        deviations.Add(string.Create(CultureInfo.InvariantCulture, $"no rope, planned was {planned.Rope} for {planned.Metric}"));
        return 0;
    }

    private static T Choose<T>(T? wish, T planned, bool hasPlan, string name, List<string> deviations)
        where T : struct
    {
        if (hasPlan && wish is { } value && !value.Equals(planned))
            deviations.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}, planned was {planned}"));
        return wish ?? planned;
    }

    private static string Choose(string? wish, string planned, bool hasPlan, string name, List<string> deviations)
    {
        if (hasPlan && wish is not null && wish != planned)
            deviations.Add($"{name} {wish}, planned was {planned}");
        return wish ?? planned;
    }

    private static string Pairs(string? baseline) => baseline is null ? "all pairs" : $"baseline {baseline}";
}
