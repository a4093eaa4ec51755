using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Omnibus;

namespace Sweep.Client.Compare;

/// <summary>Which test decided, how it was adjusted, and what stands beside the verdicts.</summary>
internal static class TestNotes
{
    /// <summary>Test, law, family, intervals, effect and region of equivalence.</summary>
    public static string Verdict(ComparisonView view, IReadOnlyList<ComparisonResult> results, MetricScale scale)
    {
        var report = view.Report;
        bool paired = results.Any(r => r.Design == ComparisonDesign.Paired);
        string[] tests = [.. results.Select(r => r.Decision.Test).Where(t => t != TestCatalogue.None).DistinctBy(t => t.Word)
            .OrderBy(t => TestCatalogue.All.ToList().IndexOf(t)).Select(t => Name(t, results))];
        string test = tests.Length == 0 ? $"exact {TestCatalogue.SignFlip.Name}" : string.Join(", ", tests);
        string comparisons = report.OverallFamilySize == 1 ? "comparison" : "comparisons";
        string blocks = report.Blocks.Count == 1 ? "" : report.Adjustment == report.BlockAdjustment
            ? Text($" ({report.BlockFamilySize} within blocks)")
            : Text($" ({report.BlockAdjustment.Name()} over {report.BlockFamilySize} within blocks)");
        string family = Text($"adjusted by {report.Adjustment.Name()} over {report.OverallFamilySize} {comparisons}{blocks}, ")
            + Text($"alpha {report.Options.Alpha:0.####}");
        string width = MetricScale.WithUnit(scale.Size(report.Options.Rope), scale.DifferenceUnit);
        string rope = report.Options.Rope > 0
            ? Text($" Equivalent: the {100 * (1 - 2 * report.Options.Alpha):0.##}% interval lies within ±{width}; better, worse and ")
                + "equivalent "
                + "share alpha."
            : " No region of equivalence was given (rope), so nothing is called equivalent.";
        string bound = results.Any(r => r.Tests.SignFlipNullDistribution == NullDistribution.UpperBound)
            ? " Upper bound: values rounded to a fine grid, p never below the exact one and at most a few percent above it."
            : "";
        string effect = paired ? "d_z: mean difference over the sd of differences (json and csv also have d, over the sd of values)"
            : "d: mean difference over the sd of values";
        string better = report.Blocks.Count > 1
            ? " Better over blocks: by the mean of the blocks' mean differences, each weighing the same; a single block may differ."
            : "";
        return $"Verdict: {test}, {family}. {Intervals(report, results)} {effect}.{rope}{better}{bound}";
    }

    /// <summary>What the intervals are.</summary>
    public static string Intervals(ComparisonReport report, IReadOnlyList<ComparisonResult> results)
    {
        IntervalKind[] kinds = [.. results.Select(r => r.Decision.Interval).Where(k => k != IntervalKind.None).Distinct().Order()];
        string family = results.Any(r => r.Decision.FamilySize > 1)
            ? ", simultaneous like p (json and csv also have plain ones)" : "";
        bool unpaired = results.Any(r => r.Design == ComparisonDesign.Unpaired);
        string[] words = [.. kinds.Select(k => k switch
        {
            IntervalKind.Inverted => "that test inverted",
            IntervalKind.Repeated => "that test inverted, counting every look",
            _ when unpaired && TestCatalogue.Unpaired(report.Options.Test) != TestCatalogue.Welch =>
                "where unpaired Welch's t, which may disagree with ranks",
            _ when unpaired => "that test inverted",
            _ => "within many blocks Student's t",
        })];
        string none = results.Any(r => r.Difference is { Interval: null }) ? " -: so few values bound no interval." : "";
        return words.Length == 0 ? $"Intervals: none.{none}" : $"Intervals: {string.Join("; ", words)}{family}.{none}";
    }

    private static string Name(DecidingTest test, IReadOnlyList<ComparisonResult> results) => test == TestCatalogue.SignFlip
        ? $"{Laws(results)} {test.Name}{(results.Any(r => r.BlockCount > 1) ? ", studentized within blocks" : "")}"
        : TestText.Name(results.First(r => r.Decision.Test == test))!;

    /// <summary>Looks taken, omnibus tests and variance components: a line each, where there are any.</summary>
    public static IEnumerable<string> Beside(ComparisonReport report)
    {
        var looks = report.Comparisons.Select(c => c.Overall.Sequential).OfType<SequentialSummary>().ToArray();
        if (looks.Length > 0)
            yield return Looks(looks, report.Options.Looks!);
        if (Omnibus("All levels alike on these data?", "units", report.Omnibus) is { } here)
            yield return here;
        if (Omnibus("All levels alike on new datasets?", "datasets", report.OmnibusOverDatasets) is { } elsewhere)
            yield return elsewhere;
        if (report.Variance is { } v && v.Level + v.Dataset + v.Interaction + v.SharedSeed + v.Residual is var sum && sum > 0)
        {
            string seeds = double.IsFinite(v.SeedShare)
                ? Text($"; more seeds could remove {100 * v.SeedShare:0}% of the variance of a difference on new blocks") : "";
            yield return Text($"Spread: level {100 * v.Level / sum:0}%, block {100 * v.Dataset / sum:0}%, level x block ")
                + Text($"{100 * v.Interaction / sum:0}%, ")
                + Text($"shared seed {100 * v.SharedSeed / sum:0}%, rest {100 * v.Residual / sum:0}%{seeds}.");
        }
    }

    private static string Laws(IEnumerable<ComparisonResult> results)
    {
        string[] laws = [.. results.Select(r => r.Tests.SignFlipNullDistribution).OfType<NullDistribution>().Distinct().Order()
            .Select(law => law switch
        {
            NullDistribution.UpperBound => "upper bound of the exact",
            NullDistribution.MonteCarlo => "Monte Carlo",
            NullDistribution.Normal => "normal approximation of the",
            NullDistribution.StudentT => "t approximation of the",
            _ => "exact",
        })];
        return laws.Length == 0 ? "exact" : string.Join(" or ", laws); // nothing was tested: the test that would have been
    }

    private static string Looks(SequentialSummary[] taken, SequentialLooks planned)
    {
        string rule = planned.Rule switch { StoppingRule.OBrienFleming => "O'Brien and Fleming", StoppingRule.Pocock => "Pocock", _ =>
            "e-process, bets on the signs of the seeds' differences" };
        int fewest = taken.Min(s => s.SeedCount), most = taken.Max(s => s.SeedCount);
        string seeds = fewest == most ? Text($"{most}") : Text($"{fewest} to {most}");
        string looks = planned.Rule == StoppingRule.EProcess ? "after every seed"
            : Text($"{taken.Max(s => s.Looks.Count)} of {planned.SeedCounts.Count} taken");
        string assumption = planned.Rule == StoppingRule.EProcess
            ? " It assumes that differences are symmetric where levels are alike, nothing else." : "";
        return Text($"Planned looks ({rule}): {looks}; {seeds} of {planned.SeedOrder.Count} seeds. p is the error ")
            + Text($"rate over all looks, and intervals count them too; the effect is that of the data so far.{assumption}");
    }

    private static string? Omnibus(string question, string units, OmnibusSummary? o)
    {
        if (o is null || o.Levels.Count < 3)
            return null; // two levels: the pair answers it
        string? test = o.Friedman is { } f && o.CompleteCount == o.UnitCount
            ? f.ExactP is { } exact ? $"Friedman's test, exact p {P(exact)}" : Statistic(f.ImanDavenport)
            : o.SkillingsMack is { } s ? $"Skillings and Mack's test of incomplete rows, p {P(s.PermutationP ?? s.Approximate.P)}" : null;
        return test is null ? null : Text($"{question} {test} ({o.CompleteCount} of {o.UnitCount} {units} complete). It gates no verdict.");
    }

    private static string Statistic(OmnibusResult result) => double.IsFinite(result.Statistic)
        ? Text($"{result.Method} F = {result.Statistic:0.0}, p {P(result.P)}")
        : $"{result.Method}, p {P(result.P)}";

    private static string P(double p) => $"= {MetricScale.P(p)}".Replace("= <", "< ", StringComparison.Ordinal);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
