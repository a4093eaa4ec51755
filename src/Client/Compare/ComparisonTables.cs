using System.Globalization;
using Spectre.Console;
using Sweep.Planning;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>Tables of numbers. Marks and words carry the meaning; colour only repeats it.</summary>
internal static class ComparisonTables
{
    /// <summary>One row per level: mean, spread, extremes and counts over all blocks.</summary>
    public static Table Levels(ComparisonReport report, string factor, MetricScale scale)
    {
        var summaries = report.Summaries.Where(s => s.Block is null).ToArray();
        var means = summaries.Select(s => s.Mean).OfType<double>().ToArray();
        double? best = means.Length == 0 ? null : report.Options.LargerIsBetter ? means.Max() : means.Min();
        bool failed = summaries.Any(s => s.FailedCount > 0), missing = summaries.Any(s => s.MissingCount > 0);
        string unit = scale.Unit.Length == 0 ? "" : $" ({scale.Unit})";

        List<string> heads = [factor, $"mean ± sd{unit}", "min", "max", "n", "diverged"];
        if (failed)
            heads.Add("failed");
        if (missing)
            heads.Add("missing");
        var table = New(heads);
        foreach (var s in summaries)
        {
            bool isBest = s.Mean is not null && s.Mean == best;
            List<string> cells =
            [
                isBest ? s.Level + " *" : s.Level, scale.MeanAndDeviation(s.Mean, s.StandardDeviation), scale.Value(s.Minimum), scale.Value(s.Maximum),
                Count(s.Count), Count(s.DivergedCount),
            ];
            if (failed)
                cells.Add(Count(s.FailedCount));
            if (missing)
                cells.Add(Count(s.MissingCount));
            table.AddRow(cells.Select(c => new Text(c, isBest ? new Style(decoration: Decoration.Bold) : Style.Plain)));
        }
        return table;
    }

    /// <summary>One row per comparison: difference, interval, wins, adjusted p, effect, verdict.</summary>
    public static Table Differences(IReadOnlyList<ComparisonResult> results, ComparisonOptions options, MetricScale scale)
    {
        string? baseline = options.Baseline;
        string unit = scale.DifferenceUnit.Length == 0 ? "" : $" ({scale.DifferenceUnit})";
        string interval = string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - options.Alpha):0.##}% interval");
        var table = New([baseline is null ? "difference of" : $"minus {baseline}", $"diff{unit}", interval, "w/t/l", "p adj", "effect", "verdict"]);
        foreach (var result in results)
        {
            string verdict = result.Design == ComparisonDesign.None ? "not tested" : VerdictWords.Word(result.Decision.Verdict);
            table.AddRow(
                new Text(VerdictWords.Name(result, baseline)),
                new Text(scale.Difference(result.Difference?.Mean.Value)),
                new Text(scale.Range(result.Difference?.Interval)),
                new Text(result.Design == ComparisonDesign.Paired ? $"{Count(result.Wins)}/{Count(result.Ties)}/{Count(result.Losses)}" : "-"),
                new Text(MetricScale.P(result.Decision.AdjustedP)),
                new Text(MetricScale.Effect(result.Difference?.StandardizedEffect)),
                new Text(verdict, new Style(Colour(result.Decision.Verdict))));
        }
        return table;
    }

    /// <summary>The tuned level chosen per level and block.</summary>
    public static Table Tuning(ComparisonView view, string metric)
    {
        bool blocks = view.Report.Blocks.Count > 1;
        bool accuracy = metric.EndsWith("Accuracy", StringComparison.Ordinal);
        string[] block = blocks ? ["block"] : [];
        var table = New([view.Question.Factor, .. block, "chosen", accuracy ? $"{metric} (%)" : metric, "of"], textColumns: blocks ? 3 : 2);
        foreach (var choice in view.Report.TuningChoices)
        {
            string mean = (accuracy ? 100 * choice.SelectionMean : choice.SelectionMean)?.ToString(accuracy ? "F2" : "G4", CultureInfo.InvariantCulture) ?? "-";
            block = blocks ? [choice.Block] : [];
            table.AddRow([choice.Level, .. block, choice.TunedLevel ?? "nothing", mean, Count(choice.CandidateCount)]);
        }
        return table;
    }

    /// <summary>An empty table: text columns left, numbers right, a rule below the head, no other lines.</summary>
    public static Table New(IReadOnlyList<string> heads, int textColumns = 1)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < heads.Count; i++)
        {
            bool isText = i < textColumns || heads[i] == "verdict";
            var column = new TableColumn(new Text(heads[i])) { Alignment = isText ? Justify.Left : Justify.Right, NoWrap = !isText };
            column.Padding = new Padding(i == 0 ? 0 : 1, 0, 0, 0);
            table.AddColumn(column);
        }
        return table;
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static Color Colour(Verdict verdict) => verdict switch
    {
        Verdict.Better => Color.Green,
        Verdict.Worse => Color.Red,
        Verdict.Equivalent => Color.Blue,
        _ => Color.Default,
    };
}
