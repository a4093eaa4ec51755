using System.Globalization;
using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Figures;
using Sweep.Planning.Trials;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Which classes are taken for which.</summary>
internal static class ConfusionPicture
{
    private const string Id = "confusion", Title = "Confusion matrix";
    private const int MostNumbers = 20, MostClasses = 120;
    private const double Left = 64, Top = 66, Side = 560;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        if (inspection.Trial.TestClasses is null)
            return [ReportFigure.Omitted(Id, Title, "the network predicts no classes.")];
        int classes = inspection.Trial.Network.Output.Count;
        if (classes > MostClasses)
            return [TooMany(classes)];
        var matrix = inspection.Confusion;
        long[,] counts = new long[classes, classes];
        foreach (var cell in matrix?.Cells ?? [])
            counts[cell.Class, cell.Predicted] += cell.Samples;
        foreach (var outcome in matrix is null ? inspection.Examination.Outcomes : [])
            counts[outcome.Class, outcome.Predicted]++;
        string samples = matrix is null ? inspection.Extent
            : FormattableString.Invariant($"all {inspection.Trial.TestSamples.Count} test samples, by the engine");
        return [Draw(counts, samples)];
    }

    /// <summary>A matrix as it is stored, of as many classes as it names.</summary>
    public static ReportFigure Draw(ConfusionMatrix matrix)
    {
        int classes = matrix.Cells.Max(c => Math.Max(c.Class, c.Predicted)) + 1;
        if (classes > MostClasses)
            return TooMany(classes);
        long[,] counts = new long[classes, classes];
        foreach (var cell in matrix.Cells)
            counts[cell.Class, cell.Predicted] += cell.Samples;
        return Draw(counts, FormattableString.Invariant($"all {matrix.Cells.Sum(c => c.Samples)} test samples, by the engine"));
    }

    private static ReportFigure Draw(long[,] counts, string samples)
    {
        int classes = counts.GetLength(0);
        double cellSize = Math.Min(46, Side / classes), side = cellSize * classes;
        var drawing = PanelGrid.Begin(Title, Top + side + 16);
        drawing.Text(Left + side / 2, Top - 24, "predicted class", Anchor.Middle);
        drawing.Text(18, Top + side / 2, "true class", Anchor.Middle, turn: -90);
        int step = (int)Math.Ceiling(16 / cellSize);
        for (int i = 0; i < classes; i++)
        {
            long all = Enumerable.Range(0, classes).Sum(j => counts[i, j]);
            if (i % step == 0)
            {
                drawing.Text(Left - 8, Top + (i + .5) * cellSize + 4, i.ToString(CultureInfo.InvariantCulture), Anchor.End, Ink.Faint, 11);
                drawing.Text(Left + (i + .5) * cellSize, Top - 6, i.ToString(CultureInfo.InvariantCulture), Anchor.Middle, Ink.Faint, 11);
            }
            for (int j = 0; j < classes; j++)
            {
                double share = all == 0 ? 0 : (double)counts[i, j] / all, x = Left + j * cellSize, y = Top + i * cellSize;
                drawing.Shade(x + .5, y + .5, cellSize - 1, cellSize - 1, Shade.Compute(share));
                if (classes <= MostNumbers && counts[i, j] > 0)
                    drawing.TextOn(x + cellSize / 2, y + cellSize / 2 + 4, counts[i, j].ToString(CultureInfo.InvariantCulture),
                        Shade.TextOn(share), Math.Min(12, cellSize / 3.2), isBold: i == j);
            }
        }
        ShadeScale(drawing, Left + side + 30, Top);
        return new ReportFigure(Id, Title, $"Samples of each class (rows) by the class that was predicted (columns), after the last "
            + $"epoch, over {samples}. Shades: share of the row.", drawing);
    }

    private static ReportFigure TooMany(int classes) => ReportFigure.Omitted(Id, Title,
        $"{classes} classes are too many for a page; `sweep export --confusion` has the numbers.");

    private static void ShadeScale(SvgDrawing drawing, double x, double y)
    {
        const int steps = 50;
        const double height = 3;
        drawing.Text(x, y - 12, "share of the row (%)", ink: Ink.Faint, size: 11);
        for (int i = 0; i < steps; i++)
            drawing.Shade(x, y + i * height, 16, height + .3, Shade.Compute(1 - i / (steps - 1.0)));
        for (int tick = 0; tick <= 100; tick += 25)
        {
            drawing.Text(x + 22, y + (100 - tick) / 100.0 * steps * height + 4, tick.ToString(CultureInfo.InvariantCulture), ink: Ink.Faint,
                size: 11);
        }
    }
}
