using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Client.Output;

namespace Sweep.Client.Compare;

/// <summary>Tables of numbers. Marks and words carry the meaning; colour only repeats it.</summary>
internal static class ComparisonTables
{
    /// <summary>One row per level: mean, spread, extremes and counts over all blocks.</summary>
    public static IRenderable Levels(ComparisonView view, MetricScale scale)
    {
        var report = view.Report;
        var summaries = report.Summaries.Where(s => s.Block is null).ToArray();
        var best = LevelSummary.Best(summaries, report.Options.LargerIsBetter);
        bool failed = summaries.Any(s => s.FailedCount > 0), missing = summaries.Any(s => s.MissingCount > 0);
        string unit = scale.Unit.Length == 0 ? "" : $" ({scale.Unit})";

        var marginal = HasUnequalCells(report) ? report.MarginalMeans : null;
        List<string> heads = [view.Question.Factor, $"mean ± sd{unit}", "min", "max", "n", "diverged"];
        if (failed)
            heads.Add("failed");
        if (missing)
            heads.Add("missing");
        if (marginal is not null)
            heads.Add("adjusted");
        if (report.Options.TargetScore is not null)
            heads.Add("gap");
        var costs = view.Costs.ToDictionary(c => c.Level);
        if (costs.Count > 0)
            heads.AddRange([CostText.TimeHeading, CostText.ParametersHeading]);
        var rows = new List<Text[]>();
        foreach (var s in summaries)
        {
            bool isBest = s.IsAsGoodAs(best);
            List<string> cells =
            [
                isBest ? s.Level + " *" : s.Level, scale.MeanAndDeviation(s.Mean, s.StandardDeviation), scale.Value(s.Minimum),
                    scale.Value(s.Maximum),
                Count(s.Count), Count(s.DivergedCount),
            ];
            if (failed)
                cells.Add(Count(s.FailedCount));
            if (missing)
                cells.Add(Count(s.MissingCount));
            if (marginal is not null)
                cells.Add(scale.Value(marginal.First(m => m.Level == s.Level).Mean));
            if (report.Options.TargetScore is not null)
                cells.Add(scale.Value(report.Scores.FirstOrDefault(x => x.Level == s.Level)?.OptimalityGap));
            if (costs.Count > 0)
                cells.AddRange([CostText.Time(costs[s.Level]), CostText.Parameters(costs[s.Level])]);
            rows.Add([.. cells.Select(c => new Text(c, isBest ? new Style(decoration: Decoration.Bold) : Style.Plain))]);
        }
        return Fitting(heads, rows,
            ["min", "max", CostText.ParametersHeading, CostText.TimeHeading, "gap", "n", "missing", "failed", "adjusted", "diverged"]);
    }

    /// <summary>Whether a level lacks a block that another has: then raw means are not comparable.</summary>
    public static bool HasUnequalCells(ComparisonReport report) =>
        report.MarginalMeans is { } means && means.Select(m => m.CellCount).Distinct().Skip(1).Any();

    /// <summary>One row per comparison, datasets being the units.</summary>
    public static IRenderable Datasets(IReadOnlyList<LevelComparison> comparisons, ComparisonOptions options, MetricScale scale)
    {
        string unit = scale.DifferenceUnit.Length == 0 ? "" : $" ({scale.DifferenceUnit})";
        double[] confidence = [.. comparisons.Select(c => c.NewDatasets?.TypicalInterval?.Level).OfType<double>().Distinct()];
        // where they differ, each has its own
        string interval = confidence.Length == 1 ? $"{VerdictText.Attained(confidence[0])} interval" : "its interval";
        string[] heads = [options.Baseline is { } baseline ? $"minus {baseline}"
            : "pair", $"typical{unit}", interval, "datasets", "w/t/l", "p adj", "verdict"];
        var rows = new List<Text[]>();
        foreach (var comparison in comparisons)
        {
            if (comparison.NewDatasets is not { } c)
                continue;
            string level = confidence.Length > 1 && c.TypicalInterval is not null ? $" ({VerdictText.Attained(c.TypicalInterval?.Level)})"
                : "";
            rows.Add(
            [
                new Text(VerdictText.Name(comparison.Overall, options.Baseline)),
                new Text(scale.Difference(c.HodgesLehmann?.Estimate)),
                new Text(scale.Range(c.TypicalInterval) + level),
                new Text(Count(c.Datasets.Count)),
                new Text($"{Count(c.Wins)}/{Count(c.Ties)}/{Count(c.Losses)}"),
                new Text(MetricScale.P(c.Decision.AdjustedP)),
                new Text(VerdictText.Word(c.Decision.Verdict), new Style(Colour(c.Decision.Verdict))),
            ]);
        }
        return Fitting(heads, rows, ["w/t/l", "datasets", interval, "p adj"]);
    }

    /// <summary>One row per comparison: difference, interval, wins, adjusted p, effect, verdict.</summary>
    public static IRenderable Differences(IReadOnlyList<ComparisonResult> results, ComparisonOptions options, MetricScale scale)
    {
        string? baseline = options.Baseline;
        string unit = scale.DifferenceUnit.Length == 0 ? "" : $" ({scale.DifferenceUnit})";
        string interval = string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - options.Alpha):0.##}% interval");
        string effect = results.Any(r => r.Design == ComparisonDesign.Paired) ? "d_z" : "d";
        string[] heads = [baseline is null ? "pair" : $"minus {baseline}", $"diff{unit}", interval, "n", "w/t/l", "p adj", effect,
            "verdict"];
        return Fitting(heads, [.. results.Select(Row)], [effect, "w/t/l", "n", interval, "p adj", $"diff{unit}"]);

        Text[] Row(ComparisonResult result) =>
        [
            new Text(VerdictText.Name(result, baseline)),
            new Text(scale.Difference(result.Difference?.Mean.Value)),
            new Text(scale.Range(result.Difference?.Interval)),
            new Text(result.Design == ComparisonDesign.Unpaired ? $"{Count(result.LevelSide!.Count)}:{Count(result.BaselineSide!.Count)}"
                : Count(result.PairCount)),
            new Text(result.Design == ComparisonDesign.Paired ? $"{Count(result.Wins)}/{Count(result.Ties)}/{Count(result.Losses)}" : "-"),
            new Text(MetricScale.P(result.Decision.AdjustedP)),
            new Text(MetricScale.Effect(effect == "d" ? result.CohensD : result.Dz)),
            new Text(VerdictText.Outcome(result), new Style(Colour(result.Decision.Verdict))),
        ];
    }

    /// <summary>The tuned level chosen per level and block.</summary>
    public static IRenderable Tuning(ComparisonView view, string metric)
    {
        bool blocks = view.Report.Blocks.Count > 1;
        string[] block = blocks ? ["block"] : [];
        var definition = view.Question.Metrics.Find(metric);
        string selection = MetricScale.SelectionName(definition);
        string[] heads = [view.Question.Factor, .. block, "chosen", selection, "of"];
        var rows = new List<Text[]>();
        foreach (var choice in view.Report.TuningChoices)
        {
            block = blocks ? [choice.Block] : [];
            string[] cells = [choice.Level, .. block, choice.TunedLevel
                ?? "nothing", MetricScale.Selection(definition, choice.SelectionMean), Count(choice.CandidateCount)];
            rows.Add([.. cells.Select(c => new Text(c))]);
        }
        return Fitting(heads, rows, ["of", selection], textColumns: blocks ? 3 : 2);
    }

    /// <summary>A table that leaves out columns where the terminal is too narrow: those named, in this order, where it has them.</summary>
    public static IRenderable Fitting(IReadOnlyList<string> heads, IReadOnlyList<Text[]> rows, IReadOnlyList<string> dispensable,
        int textColumns = 1) =>
        new FittingTable(heads, rows, [.. dispensable.Where(heads.Contains)], shown => New(shown, textColumns));

    /// <summary>An empty table: text columns left, numbers right, a rule below the head, no other lines.</summary>
    public static Table New(IReadOnlyList<string> heads, int textColumns = 1)
    {
        var table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < heads.Count; i++)
        {
            bool isText = i < textColumns || heads[i] == "verdict";
            var column = new TableColumn(new Text(heads[i])) { Alignment = isText ? Justify.Left : Justify.Right, NoWrap = !isText
                || heads[i] == "verdict" };
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
