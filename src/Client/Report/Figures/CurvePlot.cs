using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Figures;

/// <summary>Lines over epochs with bands about them, a line per level.</summary>
/// <param name="Title">Of the picture, for those who do not see it.</param>
/// <param name="MetricAxis">The name of the vertical axis.</param>
/// <param name="Limit">Keeps a number to what the metric can be.</param>
internal sealed record CurvePlot(string Title, string MetricAxis, Func<double, double> Limit)
{
    /// <summary>More bands would hide each other.</summary>
    public const int MaxBands = 6;

    /// <summary>More lines cannot be told apart.</summary>
    public const int MaxLevels = 30;

    private const double Width = 760, Left = 78, PlotHeight = 320;

    /// <summary>Curves of a phase before, thinner and with hollow marks.</summary>
    public IReadOnlyList<LevelCurve> FirstPhase { get; init; } = [];

    /// <summary>Lines of single trials, thin and without marks.</summary>
    public IReadOnlyList<LevelCurve> Single { get; init; } = [];

    /// <summary>Whether curves have bands.</summary>
    public static bool HasBands(IReadOnlyCollection<LevelCurve> curves) => curves.Count <= MaxBands;

    /// <summary>Draws the curves of the last phase; there is at least one, with two epochs together.</summary>
    public SvgDrawing Draw(IReadOnlyList<LevelCurve> last)
    {
        LevelCurve[] curves = [.. FirstPhase, .. last];
        int[] epochs = [.. curves.Concat(Single).SelectMany(c => c.Points).Select(p => p.Epoch).Distinct().Order()];
        bool withBands = HasBands(last);
        double legend = PlotFrame.LegendHeight(Width - Left - 20, last.Select(c => c.Level)), top = legend + 22,
            bottom = top + PlotHeight;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 16, Width - Left - 20, [.. last.Select(c => (c.Level, c.Style))]);
        double[] values = [.. curves.SelectMany(c => c.Points)
            .SelectMany(p => withBands ? new[] { Limit(p.Mean - p.Deviation), Limit(p.Mean + p.Deviation) } : [p.Mean]),
            .. Single.SelectMany(c => c.Points).Select(p => p.Mean)];
        Axis x = Axis.Linear(epochs[0], epochs[^1], Left, Width - 20, Math.Min(10, epochs[^1] - epochs[0])),
            y = Axis.Linear(values.Min(), values.Max(), bottom, top + 6);
        var frame = new PlotFrame(drawing, Left, top, Width - 20, bottom);
        frame.DrawVertical(y, MetricAxis);
        frame.DrawHorizontal(x, "epoch", withGrid: false);
        foreach (int end in FirstPhase.Select(c => c.Points[^1].Epoch).Distinct()) // of the phases before
        {
            drawing.Line(x[end + .5], top, x[end + .5], bottom, Ink.Faint, 1, "4 3");
            drawing.Text(x[end + .5] - 5, bottom - 8, "first phase", Anchor.End, Ink.Faint, 11);
        }
        foreach (var curve in Single)
        {
            using var group = drawing.Group(curve.Level, curve.Hint ?? curve.Level);
            drawing.Polyline(curve.Points.Select(p => (x[p.Epoch], y[p.Mean])), curve.Style.Ink, 1, curve.Style.Dash, .7);
            drawing.Mark(curve.Style.Shape, x[curve.Points[^1].Epoch], y[curve.Points[^1].Mean], 5, curve.Style.Ink, isHollow: true);
        }
        foreach (var curve in curves)
        {
            using var group = drawing.Group(curve.Level, curve.Hint ?? curve.Level);
            if (withBands)
                drawing.Area([.. curve.Points.Select(p => (x[p.Epoch], y[Limit(p.Mean + p.Deviation)])), .. curve.Points.Reverse()
                    .Select(p => (x[p.Epoch], y[Limit(p.Mean - p.Deviation)]))], curve.Style.Ink, .14);
            drawing.Polyline(curve.Points.Select(p => (x[p.Epoch], y[p.Mean])), curve.Style.Ink, FirstPhase.Contains(curve) ? 1 : 2,
                curve.Style.Dash);
            foreach (var point in curve.Points.Where((_, i) =>
                i % Math.Max(1, curve.Points.Count / 10) == 0 || i == curve.Points.Count - 1))
                drawing.Mark(curve.Style.Shape, x[point.Epoch], y[point.Mean], 7, curve.Style.Ink, isHollow: FirstPhase.Contains(curve));
        }
        return drawing;
    }
}

/// <summary>A line of a plot.</summary>
/// <param name="Level">What it shows.</param>
/// <param name="Style">How it looks.</param>
/// <param name="Points">By epoch, at least one.</param>
internal sealed record LevelCurve(string Level, SeriesStyle Style, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>What is said of it where it is pointed at; null for the level.</summary>
    public string? Hint { get; init; }
}

/// <summary>A point of a line.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Mean">As shown.</param>
/// <param name="Deviation">Half the height of the band; 0 for none.</param>
internal readonly record struct CurvePoint(int Epoch, double Mean, double Deviation);
