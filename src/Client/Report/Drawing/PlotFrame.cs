using Sweep.Planning.Expansion;

namespace Sweep.Client.Report.Drawing;

/// <summary>The rectangle of a plot with its axes, grid and legend.</summary>
/// <param name="Drawing">What is drawn on.</param>
/// <param name="Left">Pixel of the left edge.</param>
/// <param name="Top">Pixel of the upper edge.</param>
/// <param name="Right">Pixel of the right edge.</param>
/// <param name="Bottom">Pixel of the lower edge.</param>
internal sealed record PlotFrame(SvgDrawing Drawing, double Left, double Top, double Right, double Bottom)
{
    private const double LegendMark = 30, LegendGap = 16, LegendLine = 18;

    /// <summary>Grid, ticks and name of the horizontal axis.</summary>
    public void DrawHorizontal(Axis axis, string name, bool withGrid = true)
    {
        foreach (var (value, label) in axis.Ticks)
        {
            double x = axis[value];
            if (withGrid)
                Drawing.Line(x, Top, x, Bottom, Ink.Grid);
            Drawing.Line(x, Bottom, x, Bottom + 4, Ink.Faint);
            Drawing.Text(x, Bottom + 17, label, Anchor.Middle, Ink.Faint, 11);
        }
        Drawing.Line(Left, Bottom, Right, Bottom, Ink.Faint);
        Drawing.Text((Left + Right) / 2, Bottom + 35, name, Anchor.Middle);
    }

    /// <summary>Grid, ticks and name of the vertical axis.</summary>
    public void DrawVertical(Axis axis, string name)
    {
        foreach (var (value, label) in axis.Ticks)
        {
            double y = axis[value];
            Drawing.Line(Left, y, Right, y, Ink.Grid);
            Drawing.Text(Left - 7, y + 4, label, Anchor.End, Ink.Faint, 11);
        }
        double widest = TextMeasure.Widest(axis.Ticks.Select(t => t.Label), 11);
        Drawing.Text(Left - widest - 16, (Top + Bottom) / 2, name, Anchor.Middle, turn: -90);
    }

    /// <summary>Names of series beside their line and mark, in as many lines as they need.</summary>
    /// <param name="drawing">What is drawn on.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Base line of the first line.</param>
    /// <param name="width">Where to break.</param>
    /// <param name="series">Names and styles.</param>
    /// <param name="withLine">Whether the series are lines.</param>
    public static void DrawLegend(SvgDrawing drawing, double x, double y, double width,
        IReadOnlyList<(string Name, SeriesStyle Style)> series, bool withLine = true)
    {
        double at = x;
        foreach (var (name, style) in series)
        {
            double wide = LegendMark + TextMeasure.Width(name) + LegendGap;
            if (at > x && at + wide > x + width)
                (at, y) = (x, y + LegendLine);
            using (drawing.Group(name, name))
            {
                if (withLine)
                    drawing.Line(at, y - 4, at + LegendMark - 6, y - 4, style.Ink, 1.8, style.Dash);
                drawing.Mark(style.Shape, at + (LegendMark - 6) / 2, y - 4, 8, style.Ink);
                drawing.Text(at + LegendMark, y, name);
            }
            at += wide;
        }
    }

    /// <summary>How high a legend is.</summary>
    public static double LegendHeight(double width, IEnumerable<string> names)
    {
        double at = 0, lines = 1;
        foreach (string name in names)
        {
            double wide = LegendMark + TextMeasure.Width(name) + LegendGap;
            if (at > 0 && at + wide > width)
                (at, lines) = (0, lines + 1);
            at += wide;
        }
        return lines * LegendLine;
    }
}
