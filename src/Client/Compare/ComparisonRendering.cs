using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;

namespace Sweep.Client.Compare;

/// <summary>The whole answer as it appears on a terminal of 80 columns.</summary>
internal static class ComparisonRendering
{
    private const int MaxBlockRows = 48, MaxRows = 5000;

    public static IRenderable Render(ComparisonView view)
    {
        var scale = MetricScale.For(view.Question.Definition, view.Report);
        var parts = new List<IRenderable>();
        if (view.Matrix is { } matrix)
        {
            parts.Add(Line(Headline(view, matrix.RowFactor)));
            parts.AddRange(Departure(view).Select(Line));
            parts.AddRange(MatrixTables.Render(matrix, scale));
            parts.AddRange(MatrixTables.Sentences(matrix, scale).Select(Line));
            parts.AddRange(MatrixFootnotes.Create(view, matrix, scale).Select(Line));
            return new Rows(parts);
        }

        parts.Add(Line(Headline(view, view.Question.Factor)));
        parts.AddRange(Departure(view).Select(Line));
        parts.Add(Text.Empty);
        if (view.Explained is { } explained)
        {
            foreach (string step in Explanation.Create(view, explained, scale))
                parts.AddRange([Line(step), Text.Empty]);
            return new Rows(parts.SkipLast(1));
        }
        parts.AddRange(VerdictText.Overall(view, scale).Select(Line));
        parts.Add(ComparisonTables.Levels(view, scale));
        if (view.Report.Comparisons.Count > MaxRows)
            parts.Add(Line($"The {view.Report.Comparisons.Count} comparisons are in --format csv and json."));
        else if (view.Report.Comparisons.Count > 0)
            parts.Add(ComparisonTables.Differences([.. view.Report.Comparisons.Select(c => c.Overall)], view.Report.Options, scale));
        if (view.Report.Comparisons.Any(c => c.NewDatasets is not null))
            AddDatasets(parts, view, scale);
        if (view.Report is { Blocks.Count: > 1, Comparisons.Count: > 0 })
            AddBlocks(parts, view, scale);
        if (view.HasAggregates)
            parts.AddRange(AggregateTables.Render(view.Report, view.Question.Factor, scale));
        if (view.Report.TuningChoices.Count > 0)
            parts.Add(ComparisonTables.Tuning(view, view.Question.Tuning!.Metric));
        parts.AddRange(Footnotes.Create(view, scale).Select(Line));
        return new Rows(parts);
    }

    private static void AddDatasets(List<IRenderable> parts, ComparisonView view, MetricScale scale)
    {
        parts.Add(Line(DatasetText.Heading + ":"));
        parts.AddRange(DatasetText.Sentences(view).Select(Line));
        parts.Add(ComparisonTables.Datasets(view.Report.Comparisons, view.Report.Options, scale));
        parts.AddRange(DatasetText.WithoutInterval(view.Report).Select(Line));
    }

    private static void AddBlocks(List<IRenderable> parts, ComparisonView view, MetricScale scale)
    {
        parts.Add(Line($"Within blocks ({string.Join(" x ", view.BlockSettings)})"));
        parts.AddRange(VerdictText.Blocks(view).Select(Line));
        if (view.Report.BlockFamilySize > MaxBlockRows)
        {
            parts.Add(Line($"The {view.Report.BlockFamilySize} comparisons within blocks are in --format csv and json."));
            parts.Add(Text.Empty);
            return;
        }
        parts.Add(Text.Empty);
        for (int b = 0; b < view.Report.Blocks.Count; b++)
        {
            ComparisonResult[] results = [.. view.Report.Comparisons.Select(c => c.Blocks[b])];
            if (results.All(r => r.Design == ComparisonDesign.None))
                continue; // what was said of it is all there is
            parts.Add(Line(view.Report.Blocks[b]));
            parts.Add(ComparisonTables.Differences(results, view.Report.Options, scale));
        }
    }

    // Before any verdict, so that nobody reads one as planned that was not.
    private static IEnumerable<string> Departure(ComparisonView view)
    {
        if (!view.Question.IsPlanned)
            yield return $"Exploratory: {string.Join("; ", view.Question.Deviations)}.";
        if (VerdictText.Unfinished(view) is { } unfinished)
            yield return unfinished;
    }

    private static string Headline(ComparisonView view, string factor) =>
        $"{view.Sweep.Name}: {view.Question.Metric} at {view.Question.EpochText}, by {factor}"
        + (view.Question.Baseline is { } baseline && view.Matrix is null ? $", against {baseline}" : "");

    private static Text Line(string text) => new(text);
}
