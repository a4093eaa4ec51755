using System.Globalization;
using Sweep.Analysis.Names;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Questions;

/// <summary>What is wrong with a question: names that do not exist, numbers out of range. All of it at once.</summary>
public static class CompareValidation
{
    private const int MinDraws = 99, MaxDraws = 1_000_000;
    private const string SeedName = "seed";

    /// <summary>One line per mistake; empty when there is none.</summary>
    /// <param name="plan">The plan; null when the stored spec cannot be read as the plan that was frozen: then names are not
    /// checked.</param>
    /// <param name="settings">The user's wishes.</param>
    /// <param name="question">What came of them.</param>
    public static IReadOnlyList<string> Check(SweepPlan? plan, CompareSettings settings, CompareQuestion question)
    {
        var mistakes = new List<string>(settings.Mistakes);
        if (plan is not null)
            AddNames(new PlanNames([plan], settings.Vocabulary), settings, question, mistakes);
        string[] metrics = [.. settings.Vocabulary.Metrics, .. settings.Vocabulary.IsDeclared ? [] : RecordedMetrics.Names];
        // What is recorded of a place, "act1.alpha", is known to the trials alone.
        if (settings.Metric is { } metric && !metrics.Contains(metric)
            && (settings.Vocabulary.IsDeclared || !metric.Contains('.', StringComparison.Ordinal)))
            mistakes.Add($"--metric {metric}: no such metric. {PossibleNames.Suggest(metric, metrics)}");
        else if (plan is not null && settings.Metric is { } wish)
        {
            mistakes.AddRange(settings.Vocabulary.MetricRules.Select(rule => plan.LevelsOf(rule.Setting)
                .Where(level => !settings.Where.TryGetValue(rule.Setting, out var labels) || labels.Contains(level.Label))
                .Select(level => rule.Check(wish, level)).FirstOrDefault(problem => problem is not null))
                .OfType<string>().Select(problem => $"--metric {wish}: {problem}"));
        }
        if (question.Tuning is not null && settings.Where.TryGetValue(SeedName, out var seeds))
            mistakes.Add($"--where {SeedName}={string.Join('|', seeds)}: the first seeds of the plan choose the tuned levels and the "
                + "others judge, so that none can be left out. Restrict by other settings.");
        AddTest(settings, question, mistakes);
        AddNumbers(settings, question, mistakes);
        return mistakes;
    }

    private static void AddNames(PlanNames names, CompareSettings settings, CompareQuestion question, List<string> mistakes)
    {
        string? factor = settings.Factor is { } wish ? names.Setting("--factor", wish, mistakes) : question.Factor;
        string? rows = settings.Rows is { } wished ? names.Setting("--rows", wished, mistakes) : factor;
        foreach (string column in settings.Columns)
            names.Setting("--columns", column, mistakes);
        if (factor is not null && settings.Baseline is { } baseline)
            names.CheckLevel("--baseline", factor, baseline, mistakes);
        if (rows is not null && settings.Focus is { } focus)
            names.CheckLevel("--focus", rows, focus, mistakes);
        if (settings is { Epoch: { } epoch, Vocabulary.EpochsSetting: { } setting } && names.Max(setting) is { } last && epoch > last
            && !(settings.Vocabulary.BudgetSetting is { } budget && names.HasSet(budget)))
            mistakes.Add(Text($"--epoch {epoch}: the last epoch is {last}."));
        names.CheckWhere(settings.Where, mistakes);
    }

    private static void AddTest(CompareSettings settings, CompareQuestion question, List<string> mistakes)
    {
        string test = PlannedTests.Names.GetName(question.Test);
        if (question is { Test: not PlannedTest.SignFlip, Looks.JudgesAtLooks: true })
        {
            mistakes.Add($"--test {test}: the planned looks are judged by sign flips, and another test does not count them. "
                + "Leave --test out.");
        }
        if (settings.Adjustment == AdjustmentMethod.MaxT && question.Test != PlannedTest.SignFlip)
        {
            mistakes.Add($"--adjustment {AdjustmentMethods.Names.GetName(AdjustmentMethod.MaxT)}: it flips signs, and the test is {test}. "
                + $"Choose {AdjustmentMethods.Names.GetName(AdjustmentMethod.Holm)}, or leave --adjustment out.");
        }
    }

    private static void AddNumbers(CompareSettings settings, CompareQuestion question, List<string> mistakes)
    {
        var metric = question.Definition;
        if (settings.Epoch is < 1)
            mistakes.Add(Text($"--epoch {settings.Epoch}: epochs count from 1."));
        else if (settings.Epoch is not null && metric.IsOfTraining)
            mistakes.Add(Text($"--epoch {settings.Epoch}: {metric.Name} is of the whole training, and has no value at an epoch. ")
                + "Leave --epoch out.");
        bool isAlpha = question.Alpha is > 0 and < 0.5;
        if (!isAlpha)
            mistakes.Add(Text($"Alpha is {question.Alpha}; it lies between 0 and 0.5, usually 0.05."));
        if (!(question.Rope >= 0 && double.IsFinite(question.Rope)))
            mistakes.Add(Text($"The rope is {question.Rope}; it is at least 0, in the unit of the metric."));
        else if (metric.IsRopeTooLarge(question.Rope))
            mistakes.Add(Text($"The rope is {question.Rope}, too much for {question.Metric}: accuracies are fractions, 0.005 is half a ")
                + "percentage point.");
        if (!(settings.Power > (isAlpha ? question.Alpha : 0) && settings.Power < 1))
            mistakes.Add(Text($"The power is {settings.Power}; it lies between alpha and 1, usually 0.8."));
        if (settings.TargetScore is { } target && !double.IsFinite(target))
            mistakes.Add(Text($"The target is {target}; it is a score in the unit of the metric (0.98 = 98 %)."));
        else if (metric.IsFraction && settings.TargetScore is < 0 or > 1)
            mistakes.Add(Text($"The target is {settings.TargetScore}; accuracies are fractions from 0 to 1: 0.98 is 98 %."));
        if (settings.BootstrapDraws is { } draws && draws != 0 && draws < MinDraws)
            mistakes.Add(Text($"{draws} bootstrap draws are too few: at least {MinDraws}, or 0 for no bootstrap."));
        if (settings.BootstrapDraws > MaxDraws)
            mistakes.Add(Text($"{settings.BootstrapDraws} bootstrap draws are too many: at most {MaxDraws}, and 2000 suit most ends."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
