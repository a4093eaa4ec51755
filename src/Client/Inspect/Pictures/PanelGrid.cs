using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Small plots of equal size side by side, with a legend above.</summary>
internal sealed class PanelGrid
{
    /// <summary>Of the picture.</summary>
    public const double Width = 760;

    /// <summary>Of the line with the title.</summary>
    public const double TitleHeight = 28;

    private const double Left = 56, Right = 12, Head = 24, Foot = 44;

    private readonly double top, height;
    private readonly int columns;

    /// <summary>Makes the picture.</summary>
    /// <param name="title">Of the picture.</param>
    /// <param name="count">How many plots.</param>
    /// <param name="columns">In a row, at most.</param>
    /// <param name="height">Of a plot, without its words.</param>
    /// <param name="legend">Names with their looks.</param>
    public PanelGrid(string title, int count, int columns, double height, IReadOnlyList<LegendEntry> legend)
    {
        (this.columns, this.height) = (Math.Max(1, Math.Min(columns, count)), height);
        top = TitleHeight + LegendEntry.Height(legend, Width - Left) + 4;
        int rows = (count + this.columns - 1) / this.columns;
        Drawing = Begin(title, top + rows * (Head + height + Foot));
        LegendEntry.Draw(Drawing, Left, TitleHeight + 16, Width - Left, legend);
    }

    /// <summary>A picture of this width with its title, which takes <see cref="TitleHeight"/>.</summary>
    public static SvgDrawing Begin(string title, double height)
    {
        var drawing = new SvgDrawing(title, Width, height);
        drawing.Text(6, 18, TextMeasure.Cut(title, Width - 12, 14), size: 14, isBold: true);
        return drawing;
    }

    /// <summary>The picture.</summary>
    public SvgDrawing Drawing { get; }

    /// <summary>A plot's frame; its name is written above.</summary>
    public PlotFrame Panel(int number, string name)
    {
        double wide = Width / columns, left = number % columns * wide + Left, right = (number % columns + 1) * wide - Right;
        double y = top + number / columns * (Head + height + Foot) + Head;
        if (name.Length > 0)
            Drawing.Text(left, y - 8, TextMeasure.Cut(name, right - left), isBold: true);
        return new PlotFrame(Drawing, left, y, right, y + height);
    }
}

/// <summary>A name with its look.</summary>
/// <param name="Name">What is drawn so.</param>
/// <param name="Ink">The colour.</param>
/// <param name="Dash">Of a line; null for a solid one.</param>
/// <param name="IsArea">Whether it is an area instead of a line.</param>
internal sealed record LegendEntry(string Name, Ink Ink, string? Dash = null, bool IsArea = false)
{
    private const double Mark = 30, Gap = 18, Line = 18;

    /// <summary>Opacity of areas.</summary>
    public double AreaOpacity { get; init; } = .25;

    /// <summary>Draws names with their looks, in as many lines as they need.</summary>
    public static void Draw(SvgDrawing drawing, double x, double y, double width, IReadOnlyList<LegendEntry> entries)
    {
        foreach (var (entry, dx, dy) in Places(entries, width))
        {
            if (entry.IsArea)
                drawing.Rectangle(x + dx, y + dy - 9, Mark - 8, 10, entry.Ink, opacity: entry.AreaOpacity);
            else
                drawing.Line(x + dx, y + dy - 4, x + dx + Mark - 8, y + dy - 4, entry.Ink, 2, entry.Dash);
            drawing.Text(x + dx + Mark, y + dy, entry.Name);
        }
    }

    /// <summary>How high they are.</summary>
    public static double Height(IReadOnlyList<LegendEntry> entries, double width) =>
        entries.Count == 0 ? 0 : Places(entries, width).Max(p => p.Y) + Line;

    private static IEnumerable<(LegendEntry Entry, double X, double Y)> Places(IReadOnlyList<LegendEntry> entries, double width)
    {
        double x = 0, y = 0;
        foreach (var entry in entries)
        {
            double wide = Mark + TextMeasure.Width(entry.Name) + Gap;
            if (x > 0 && x + wide > width)
                (x, y) = (0, y + Line);
            yield return (entry, x, y);
            x += wide;
        }
    }
}
