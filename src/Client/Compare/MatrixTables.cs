using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>The matrix of means as tables that fit 80 columns: one table per combination of the outer column factors.</summary>
internal static class MatrixTables
{
    private const int MostColumns = 4;

    public static IEnumerable<IRenderable> Render(LevelMatrix matrix, MetricScale scale, bool largerIsBetter)
    {
        double?[] best = [.. matrix.ColumnLabels.Select((_, c) => Best(matrix, c, largerIsBetter))];
        string inner = matrix.ColumnFactors[^1];
        var groups = Enumerable.Range(0, matrix.ColumnLabels.Count)
            .GroupBy(c => string.Join(", ", matrix.ColumnFactors.SkipLast(1).Zip(matrix.ColumnLabels[c], (f, l) => $"{f}={l}")));
        foreach (var group in groups)
        {
            foreach (int[] columns in group.Chunk(MostColumns))
            {
                yield return new Text(group.Key.Length == 0 ? $"columns: {inner}" : $"{group.Key}; columns: {inner}");
                var table = ComparisonTables.New([matrix.RowFactor, .. columns.Select(c => matrix.ColumnLabels[c][^1])]);
                for (int r = 0; r < matrix.RowLabels.Count; r++)
                    table.AddRow([new Text(matrix.RowLabels[r]), .. columns.Select(c => Cell(matrix.Cells[r][c], best[c], scale))]);
                yield return table;
            }
        }
    }

    private static Text Cell(LevelSummary cell, double? best, MetricScale scale)
    {
        bool isBest = cell.Mean is not null && cell.Mean == best;
        string marks = (cell.DivergedCount > 0 ? $" d{cell.DivergedCount}" : "") + (isBest ? " *" : "");
        return new Text(scale.MeanAndDeviation(cell.Mean, cell.StandardDeviation) + marks, isBest ? new Style(decoration: Decoration.Bold) : Style.Plain);
    }

    private static double? Best(LevelMatrix matrix, int column, bool largerIsBetter)
    {
        double[] means = [.. matrix.Cells.Select(row => row[column].Mean).OfType<double>()];
        return means.Length == 0 ? null : largerIsBetter ? means.Max() : means.Min();
    }
}
