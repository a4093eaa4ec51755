using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Questions;

/// <summary>From a plan and the user's wishes to the question that is asked, and how it departs from the plan.</summary>
public static class QuestionResolution
{
    private const double DefaultAlpha = 0.05;

    /// <summary>Brings plan and wishes together.</summary>
    /// <param name="plan">The plan; null when the stored spec cannot be read as the plan that was frozen.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="trainer">The trainer that the stored spec declares, where the plan is not known.</param>
    /// <exception cref="QuestionException">Nothing says what to compare, or a wish does not exist or is out of range; the message has all
    /// mistakes.</exception>
    public static CompareQuestion Resolve(SweepPlan? plan, CompareSettings settings, DeclaredTrainer? trainer = null)
    {
        trainer = plan?.Trainer ?? trainer;
        settings = settings.For(trainer);
        var metrics = trainer?.Metrics ?? MetricTable.Catalogue;
        var planned = plan?.Comparison;
        string factor = settings.Factor ?? planned?.Factor ?? settings.Rows ?? throw new QuestionException(string.Join(Environment.NewLine,
            [.. settings.Mistakes, "The spec plans no comparison. Name a factor: --factor "
                + $"{string.Join(" | ", plan?.Factors.Select(f => f.Name) ?? ["NAME"])}."]));
        bool isPlannedFactor = planned is not null && factor == planned.Factor;

        var deviations = new List<string>();
        string was = trainer is ImportedResults ? "at the import it was" : "planned was";
        if (trainer is ImportedResults imported)
            deviations.Add($"the results were imported from {imported.Source}, and the comparison was not planned before them");
        if (planned is null)
            deviations.Add(plan is null ? "the stored spec does not give the stored plan hash with this version of sweep"
                : "the spec plans no comparison");
        else if (!isPlannedFactor)
            deviations.Add($"factor {factor}, {was} {planned.Factor}");

        string? plannedBaseline = isPlannedFactor ? Shown(planned!.Baseline) : null;
        string? baseline = settings.AllPairs ? null : Shown(settings.Baseline) ?? plannedBaseline;
        if (isPlannedFactor && baseline != plannedBaseline)
            deviations.Add($"{Pairs(baseline)}, {was} {Pairs(plannedBaseline)}");
        string metric = Choose(settings.Metric, planned?.Metric
            ?? settings.Vocabulary.DefaultMetric(setting => plan?.LevelsOf(setting) ?? []).Name, planned is not null, "metric", was,
            deviations);
        int? epoch = settings.Epoch ?? (metrics.Find(metric).IsOfTraining ? null : planned?.Epoch);
        if (planned is not null && epoch != planned.Epoch)
            deviations.Add(string.Create(CultureInfo.InvariantCulture,
                $"epoch {(object?)epoch ?? "the last"}, {was} {(object?)planned.Epoch ?? "the last"}"));
        double alpha = Choose(settings.Alpha, planned?.Alpha ?? DefaultAlpha, planned is not null, "alpha", was, deviations);
        double rope = ChooseRope(settings.Rope, metric, planned, was, deviations);
        bool hasFolds = plan is not null && plan.LevelsOf(Fold.Setting).Any();
        var plannedTest = planned?.Test ?? (hasFolds ? PlannedTest.CorrectedT : PlannedTest.SignFlip);
        var test = settings.Test ?? plannedTest;
        if (planned is not null && test != plannedTest)
            deviations.Add($"test {PlannedTests.Names.GetName(test)}, {was} {PlannedTests.Names.GetName(plannedTest)}");
        var order = plan?.Factors.FirstOrDefault(f => f.Name == factor)?.Labels ?? [];
        // A plan for all pairs says nothing of comparisons with a baseline, and the other way round.
        var plannedMethod = isPlannedFactor && (baseline is null) == (planned!.Baseline is null) ? planned.Adjustment : null;
        bool isJoint = test == PlannedTest.SignFlip && !(isPlannedFactor && planned!.Looks is { JudgesAtLooks: true });
        var plannedAdjustment = plannedMethod
            ?? (isJoint ? AdjustmentMethod.MaxT : FamilyAdjustments.ForPValues(baseline, order.Count));
        if (planned is not null && settings.Adjustment is { } wish && wish != plannedAdjustment)
            deviations.Add($"adjustment {AdjustmentMethods.Names.GetName(wish)}, {was} "
                + $"{AdjustmentMethods.Names.GetName(plannedAdjustment)}");
        if (settings.Where.Count > 0)
        {
            var conditions = settings.Where.OrderBy(w => w.Key, StringComparer.Ordinal)
                .Select(w => $"{w.Key} is {string.Join(" or ", settings.Vocabulary.ShownLabels(w.Key, w.Value))}");
            deviations.Add($"only where {string.Join(" and ", conditions)}");
        }

        var tuning = planned?.Tuning is { } tuned && !tuned.Factors.Contains(factor) ? tuned : null;
        var question = new CompareQuestion(factor, baseline, metric, epoch, alpha, rope, tuning, order, deviations)
        {
            Trainer = trainer,
            Test = test,
            Adjustment = settings.Adjustment ?? plannedMethod,
            // Looks count seeds: they mean nothing once somebody chooses among these.
            Looks = isPlannedFactor && !settings.Where.ContainsKey("seed") ? planned!.Looks : null,
        };
        List<string> mistakes = [.. CompareValidation.Check(plan, settings, question)];
        if (plan is not null && PlannedTests.Problem(test, hasFolds) is { } unfit)
            mistakes.Add($"--test {PlannedTests.Names.GetName(test)}: {unfit} Leave --test out.");
        return mistakes.Count == 0 ? question : throw new QuestionException(string.Join(Environment.NewLine, mistakes));

        string? Shown(string? label) => label is null ? null : settings.Vocabulary.ShownLabel(factor, label);
    }

    /// <summary>The planned region is in the unit of the planned metric and says nothing of another.</summary>
    private static double ChooseRope(double? wish, string metric, ComparisonPlan? planned, string was, List<string> deviations)
    {
        if (wish is not null || planned is null || planned.Rope == 0 || metric == planned.Metric)
            return Choose(wish, planned?.Rope ?? 0, planned is not null, "rope", was, deviations);
        deviations.Add(string.Create(CultureInfo.InvariantCulture, $"no rope, {was} {planned.Rope} for {planned.Metric}"));
        return 0;
    }

    private static T Choose<T>(T? wish, T planned, bool hasPlan, string name, string was, List<string> deviations)
        where T : struct
    {
        if (hasPlan && wish is { } value && !value.Equals(planned))
            deviations.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}, {was} {planned}"));
        return wish ?? planned;
    }

    private static string Choose(string? wish, string planned, bool hasPlan, string name, string was, List<string> deviations)
    {
        if (hasPlan && wish is not null && wish != planned)
            deviations.Add($"{name} {wish}, {was} {planned}");
        return wish ?? planned;
    }

    private static string Pairs(string? baseline) => baseline is null ? "all pairs" : $"baseline {baseline}";
}
