using System.Globalization;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Planning.Expansion;

namespace Sweep.Client.Report.Figures;

/// <summary>Every trial as a mark, partners joined by lines, over boxes of quartiles.</summary>
internal static class StripPlot
{
    private const string Id = "strip", Title = "Trials by level, partners joined";
    private const double Left = 84, Top = 16, PlotHeight = 300, Narrowest = 62, Lane = 26;
    private const int MaxLevels = 24, MaxMarksPerLevel = 300, MaxLines = 200;

    public static ReportFigure Draw(ReportInput input)
    {
        string[] levels = [.. input.View.Report.Levels.Where(l => input.Judged.Any(t => t.Level == l))];
        if (levels.Length < 2)
            return ReportFigure.Omitted(Id, Title, "fewer than two levels have outcomes.");
        if (levels.Length > MaxLevels)
            return ReportFigure.Omitted(Id, Title, FormattableString.Invariant($"{levels.Length} levels do not fit beside each other."));
        bool isCentred = input.View.Report.Blocks.Count > 1;
        var points = Points(input, isCentred);
        bool withMarks = points.GroupBy(p => p.Trial.Level).All(g => g.Count() <= MaxMarksPerLevel);
        var keys = points.GroupBy(p => (p.Trial.Block, p.Trial.PairKey)).Where(g => g.Skip(1).Any()).ToArray();
        bool withLines = keys.Length <= MaxLines;

        string[] names = [.. levels.Select(l => TextMeasure.Cut(l, 150))];
        bool isTurned = TextMeasure.Widest(names) + 10 > Math.Max(Narrowest, 640.0 / levels.Length);
        double wide = Math.Max(isTurned ? 34 : Narrowest, Math.Min(150, 640.0 / levels.Length)), bottom = Top + PlotHeight;
        var drawing = new SvgDrawing(Title, Left + wide * levels.Length + 30,
            bottom + (isTurned ? TextMeasure.Widest(names) * 0.72 + 24 : 34));
        // Diverged trials have a lane of their own: at their score they would press all others together.
        double[] values = [.. points.Where(p => !p.Trial.IsDiverged).Select(p => p.Value)];
        bool hasLane = values.Length < points.Length;
        double floor = hasLane ? bottom - Lane : bottom;
        var axis = values.Length == 0 ? Axis.Linear(0, 1, floor - 10, Top + 10)
            : Axis.Linear(values.Min(), values.Max(), floor - 10, Top + 10);
        double Height(Point p) => p.Trial.IsDiverged ? bottom - Lane / 2 : axis[p.Value];
        if (hasLane)
        {
            drawing.Line(Left, floor, Left + wide * levels.Length, floor, Ink.Faint, dash: "2 3");
            drawing.Text(Left - 7, bottom - Lane / 2 + 4, "diverged", Anchor.End, Ink.Faint, 11);
        }
        new PlotFrame(drawing, Left, Top, Left + wide * levels.Length, bottom)
            .DrawVertical(axis, isCentred ? $"minus block median{Unit(input)}" : input.MetricAxis);
        drawing.Line(Left, bottom, Left + wide * levels.Length, bottom, Ink.Faint);

        double Centre(string level) => Left + wide * (Array.IndexOf(levels, level) + .5);
        if (withLines)
        {
            foreach (var key in keys)
            {
                using (drawing.Group(null, Hint(key.Key.Block, key.First().Trial.Seed)))
                    drawing.Polyline(key.OrderBy(p => Array.IndexOf(levels, p.Trial.Level)).Select(p => (Centre(p.Trial.Level), Height(p))),
                        Ink.Faint, .8, opacity: .45);
            }
        }
        for (int i = 0; i < levels.Length; i++)
            Level(drawing, levels[i], names[i], [.. points.Where(p => p.Trial.Level == levels[i])], axis, Height, Centre(levels[i]), wide,
                isTurned, withMarks, input);

        string what = isCentred ? "Each trial minus the median of its block over all levels, of trials that did not diverge" : "Each trial";
        string lines = withLines ? $"; lines join partners ({PairText.Equal(input.View.Report)})"
            : "; partners are too many to be joined by lines";
        string marks = withMarks ? "" : " Trials are too many for marks; the boxes have them all.";
        return new ReportFigure(Id, Title,
            $"{what}{lines}. Boxes: quartiles with the median; whiskers: the outermost trials within 1.5 box heights. "
            + $"Boxes are of trials that did not diverge; a cross is one that did.{marks}", drawing);
    }

    private static Point[] Points(ReportInput input, bool isCentred)
    {
        var centres = input.Judged.Where(t => !t.IsDiverged).GroupBy(t => t.Block)
            .ToDictionary(g => g.Key, g => Quantile([.. g.Select(t => t.Score!.Value).Order()], .5));
        return [.. input.Judged.Select(t => new Point(t, t.IsDiverged ? double.NaN
            : input.Scale.Factor * (t.Score!.Value - (isCentred ? centres[t.Block] : 0))))];
    }

    private static void Level(SvgDrawing drawing, string level, string name, Point[] points, Axis axis, Func<Point, double> height,
        double x, double wide, bool isTurned, bool withMarks, ReportInput input)
    {
        int index = input.View.Report.Levels.ToList().IndexOf(level);
        var style = SeriesStyle.ForIndex(index);
        double half = Math.Min(26, wide * .36), bottom = Top + PlotHeight;
        using (drawing.Group(level, level))
        {
            double[] sorted = [.. points.Where(p => !p.Trial.IsDiverged).Select(p => p.Value).Order()];
            if (sorted.Length > 0)
                Box(drawing, sorted, axis, x, half);
            for (int i = 0; withMarks && i < points.Length; i++)
            {
                // A fixed spread, so that equal values stay apart and the picture stays the same.
                double shift = (i * 0.618034 % 1 - .5) * half;
                string value = points[i].Trial.IsDiverged ? "diverged" : input.Scale.Value(points[i].Trial.Score);
                using (drawing.Group(null, $"{Hint(points[i].Trial.Block, points[i].Trial.Seed)}: {value}"))
                    drawing.Mark(points[i].Trial.IsDiverged ? MarkShape.Cross : MarkShape.Circle,
                        x + shift, height(points[i]), points[i].Trial.IsDiverged ? 8 : 5, style.Ink, opacity: .85);
            }
            if (isTurned)
                drawing.Text(x + 4, bottom + 14, name, Anchor.End, turn: -45);
            else
                drawing.Text(x, bottom + 20, name, Anchor.Middle);
        }
    }

    private static void Box(SvgDrawing drawing, double[] sorted, Axis axis, double x, double half)
    {
        double low = Quantile(sorted, .25), middle = Quantile(sorted, .5), high = Quantile(sorted, .75), reach = 1.5 * (high - low);
        double from = sorted.First(v => v >= low - reach), to = sorted.Last(v => v <= high + reach);
        drawing.Line(x, axis[from], x, axis[low], Ink.Text);
        drawing.Line(x, axis[high], x, axis[to], Ink.Text);
        drawing.Rectangle(x - half, axis[high], 2 * half, Math.Max(1, axis[low] - axis[high]), fill: null, Ink.Text);
        drawing.Line(x - half, axis[middle], x + half, axis[middle], Ink.Text, 2.2);
    }

    /// <summary>Hyndman and Fan's type 7: R's default.</summary>
    internal static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static string Hint(string block, int seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{(block.Length == 0 ? "" : block + ", ")}seed {seed}");

    private static string Unit(ReportInput input) => input.Scale.DifferenceUnit.Length == 0 ? "" : $" ({input.Scale.DifferenceUnit})";

    // Value: not a number when it diverged.
    private readonly record struct Point(JudgedTrial Trial, double Value);
}
