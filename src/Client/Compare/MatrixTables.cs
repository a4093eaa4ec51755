using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;
using Sweep.Client.Output;

namespace Sweep.Client.Compare;

/// <summary>The matrix of means as tables that fit 80 columns: one table per combination of the outer column factors.</summary>
internal static class MatrixTables
{
    private const int MaxColumns = 4;

    public static IEnumerable<IRenderable> Render(LevelMatrix matrix, MetricScale scale)
    {
        string inner = matrix.ColumnFactors[^1];
        var groups = Enumerable.Range(0, matrix.ColumnLabels.Count)
            .GroupBy(c => string.Join(", ", matrix.ColumnFactors.SkipLast(1).Zip(matrix.ColumnNames(c), (f, l) => $"{f}={l}")));
        foreach (var group in groups)
        {
            foreach (int[] columns in group.Chunk(MaxColumns))
            {
                yield return new Text(group.Key.Length == 0 ? $"columns: {inner}" : $"{group.Key}; columns: {inner}");
                string[] heads = [.. columns.Select(c => matrix.ColumnNames(c)[^1])];
                var rows = new List<Text[]>();
                for (int r = 0; r < matrix.RowLabels.Count; r++)
                    rows.Add([new Text(matrix.RowName(r)), .. columns.Select(c => Cell(matrix.Cells[r][c], matrix.MarkOf(r, c), scale))]);
                if (matrix.Focus is { } focus)
                    AddFocus(rows, matrix, focus, columns, scale);
                yield return new FittingTable([matrix.RowFactor, .. heads], rows, [.. heads.Skip(1).Reverse()], New);
            }
        }
    }

    /// <summary>The focus over all columns, a sentence per group.</summary>
    public static IEnumerable<string> Sentences(LevelMatrix matrix, MetricScale scale)
    {
        if (matrix.Focus is not { } focus)
            yield break;
        for (int g = 0; g < matrix.Groups.Count; g++)
        {
            if (focus.OverColumns[g] is not { } improvement)
                continue;
            string other = $"{improvement.Other}, the best other{(matrix.Groups[g].Name.Length == 0 ? "" : " " + matrix.Groups[g].Name)} "
                + $"{matrix.RowFactor}";
            string name = matrix.RowLabels[focus.Row];
            string difference = improvement.Difference is { } size ? MetricScale.WithUnit(scale.Difference(size), scale.DifferenceUnit)
                : "no difference, since a side always diverged in a block";
            string p = $"p = {MetricScale.P(improvement.AdjustedP)}".Replace("= <", "< ", StringComparison.Ordinal);
            string design = improvement.Design == ComparisonDesign.Paired ? FormattableString.Invariant($"{improvement.PairCount} pairs")
                : "unpaired";
            string exploratory = improvement.IsExploratory ? " (exploratory)" : "";
            yield return $"Over all columns {name} {Relation(improvement.Verdict)} "
                + $"{other}{(improvement.IsOnAverage ? " on average" : "")}{exploratory}: "
                + $"{difference} ({design}, {p}).{(improvement.Differing is { } columns ? VerdictText.Differing(columns) : "")}";
        }
    }

    // Where nothing is left to leave out, it is a cell that wraps and not the name of a row.
    private static Table New(IReadOnlyList<string> heads)
    {
        var table = ComparisonTables.New(heads);
        for (int c = 0; c < heads.Count; c++)
            table.Columns[c].NoWrap = c == 0;
        return table;
    }

    private static string Relation(Verdict verdict) => verdict switch
    {
        Verdict.Better => "is better than",
        Verdict.Worse => "is worse than",
        Verdict.Equivalent => "is equivalent to",
        _ => "is undecided against",
    };

    private static void AddFocus(List<Text[]> rows, LevelMatrix matrix, MatrixFocus focus, int[] columns, MetricScale scale)
    {
        rows.Add([.. Enumerable.Repeat(Text.Empty, columns.Length + 1)]);
        for (int g = 0; g < matrix.Groups.Count; g++)
        {
            var improvements = columns.Select(c => focus.Improvements[g][c]).ToArray();
            if (improvements.All(i => i is null))
                continue;
            rows.Add([new Text($"minus best {matrix.Groups[g].Mark}"),
                .. improvements.Select(i => new Text(i is null ? "-" : $"{i.Other} {scale.Difference(i.Difference)}"))]);
            rows.Add([new Text("  p adjusted"), .. improvements.Select(i => new Text(Significance(i)))]);
        }
    }

    private static string Significance(MatrixImprovement? improvement) => improvement switch
    {
        null => "-",
        { Design: ComparisonDesign.None } => "not tested",
        { Verdict: Verdict.Undecided } => MetricScale.P(improvement.AdjustedP),
        _ => $"{VerdictText.Word(improvement.Verdict)} {MetricScale.P(improvement.AdjustedP)}",
    };

    private static Text Cell(LevelSummary cell, char? mark, MetricScale scale)
    {
        string marks = (cell.DivergedCount > 0 ? $" d{cell.DivergedCount}" : "") + (mark is null ? "" : $" {mark}");
        return new Text(scale.MeanAndDeviation(cell.Mean, cell.StandardDeviation) + marks, mark is null ? Style.Plain
            : new Style(decoration: Decoration.Bold));
    }
}
