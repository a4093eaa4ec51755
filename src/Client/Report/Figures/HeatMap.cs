using System.Globalization;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Figures;

/// <summary>Means of the compared levels by another setting, in shades with the numbers on them.</summary>
internal static class HeatMap
{
    private const double CellHeight = 30, Size = 12;
    private const int MaxColumns = 24, MaxRows = 60, MaxMaps = 4;
    private static readonly string[] First = ["architecture", "learningRate", "optimizer", "dataset"];

    /// <summary>One map per setting that varies: architecture, learning rate, optimizer and data set first.</summary>
    public static IReadOnlyList<ReportFigure> Draw(ReportInput input)
    {
        string title = $"Heat map of {input.View.Question.Factor} by another factor";
        var settings = FactorGrid.VaryingSettings(input)
            .OrderBy(n => Array.IndexOf(First, n) is var place && place < 0 ? First.Length : place).ToArray();
        if (settings.Length == 0)
            return [ReportFigure.Omitted("heat-map", title,
                $"nothing but {input.View.Question.Factor} varies (one architecture, one learning rate).")];
        return [.. settings.Take(MaxMaps).Select(s => Draw(input, s))];
    }

    private static ReportFigure Draw(ReportInput input, string setting)
    {
        string id = "heat-map-" + Slug(setting), title = $"Heat map: {input.View.Question.Factor} by {setting}";
        var grid = FactorGrid.Create(input, setting);
        if (grid.Columns.Count > MaxColumns || grid.Rows.Count > MaxRows)
            return ReportFigure.Omitted(id, title,
                FormattableString.Invariant($"{grid.Rows.Count} x {grid.Columns.Count} cells are too many for a page; tables/levels.csv ")
                    + FormattableString.Invariant($"and --columns {setting} have the numbers."));
        double[] means = [.. grid.Cells.SelectMany(r => r).OfType<GridCell>().Select(c => c.Mean).OfType<double>()];
        if (means.Length == 0)
            return ReportFigure.Omitted(id, title, "no trial has an outcome.");
        var scale = input.Scale;
        double low = means.Min(), high = means.Max();
        string[] heads = [.. grid.Columns.Select(c => TextMeasure.Cut(c.Label, 150))];
        double cell = Math.Max(64, TextMeasure.Widest(heads.Concat(means.Select(m => scale.Value(m)))) + 16);
        string[] names = [.. grid.Rows.Select(r => TextMeasure.Cut(r, 200))];
        double left = TextMeasure.Widest(names) + 20, top = 50, right = left + cell * heads.Length;
        var drawing = new SvgDrawing(title, Math.Max(right + 10, 420), top + CellHeight * names.Length + 46);
        drawing.Text((left + right) / 2, 18, setting, Anchor.Middle, isBold: true);
        for (int c = 0; c < heads.Length; c++)
            drawing.Text(left + cell * (c + .5), top - 10, heads[c], Anchor.Middle);
        for (int r = 0; r < names.Length; r++)
        {
            double y = top + CellHeight * r;
            drawing.Text(left - 10, y + CellHeight / 2 + 4, names[r], Anchor.End);
            for (int c = 0; c < heads.Length; c++)
                Cell(drawing, grid.Cells[r][c], $"{grid.Rows[r]}, {setting} {grid.Columns[c].Label}",
                    left + cell * c, y, cell, low, high, input);
        }
        Key(drawing, left, top + CellHeight * names.Length + 16, scale.Value(low), scale.Value(high));
        string others = FactorGrid.VaryingSettings(input).Where(s => s != setting).ToArray() is { Length: > 0 } rest
            ? $", averaged over {string.Join(", ", rest)}" : "";
        string empty = grid.Cells.SelectMany(r => r).All(c => c is not null) ? ""
            : input.View.Question.Tuning?.Factors.Contains(setting) == true ? $" -: this {setting} was not chosen for the level."
            : " -: no trial that is judged.";
        return new ReportFigure(id, title,
            $"Mean {input.MetricAxis} over seeds{others}; darker is larger. The numbers are in the cells.{empty}", drawing);
    }

    private static void Cell(SvgDrawing drawing, GridCell? cell, string name, double x, double y, double width, double low, double high,
        ReportInput input)
    {
        if (cell?.Mean is not { } mean)
        {
            drawing.Rectangle(x + 1, y + 1, width - 2, CellHeight - 2, fill: null, Ink.Grid);
            drawing.Text(x + width / 2, y + CellHeight / 2 + 4, cell is null ? "-" : "diverged", Anchor.Middle, Ink.Faint, Size - 1);
            return;
        }
        double share = high > low ? (mean - low) / (high - low) : 0.3;
        using (drawing.Group(null, string.Create(CultureInfo.InvariantCulture,
            $"{name}: {input.Scale.MeanAndDeviation(cell.Mean, cell.Deviation)}, n = {cell.Count}")))
        {
            drawing.Shade(x + 1, y + 1, width - 2, CellHeight - 2, Shade.Compute(share));
            drawing.TextOn(x + width / 2, y + CellHeight / 2 + 4, input.Scale.Value(mean), Shade.TextOn(share), Size);
        }
    }

    private static void Key(SvgDrawing drawing, double left, double y, string low, string high)
    {
        double at = left + TextMeasure.Width(low, 11) + 6;
        drawing.Text(left, y + 11, low, ink: Ink.Faint, size: 11);
        for (int i = 0; i < 40; i++)
            drawing.Shade(at + 3 * i, y, 3.2, 14, Shade.Compute(i / 39.0));
        drawing.Text(at + 126, y + 11, high, ink: Ink.Faint, size: 11);
    }

    // Setting names have letters, digits, '.' and '-'; anything else must not reach a file name.
    private static string Slug(string setting) =>
        string.Concat(setting.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c).ToString() : "-"));
}

/// <summary>Shades that a printer without colour keeps in order: from pale to the dark blue of the palette.</summary>
internal static class Shade
{
    private const string White = "#FFFFFF", Black = "#000000";
    private static readonly (int R, int G, int B)[] Stops =
        [(0xEE, 0xF4, 0xFA), (0x9C, 0xC7, 0xE6), (0x2F, 0x86, 0xC1), (0x00, 0x3F, 0x73)];

    /// <summary>The shade of a share in [0,1].</summary>
    public static string Compute(double share)
    {
        double at = Math.Clamp(share, 0, 1) * (Stops.Length - 1);
        int stop = Math.Min((int)at, Stops.Length - 2);
        double t = at - stop;
        var (a, b) = (Stops[stop], Stops[stop + 1]);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mix(a.R, b.R, t):X2}{Mix(a.G, b.G, t):X2}{Mix(a.B, b.B, t):X2}");
    }

    /// <summary>Black or white, whichever has the higher contrast: at least 4.5 on every shade there is.</summary>
    public static string TextOn(double share) => Contrast(Compute(share), White) >= Contrast(Compute(share), Black) ? White : Black;

    /// <summary>The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance").</summary>
    public static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        return 0.2126 * Linear(1) + 0.7152 * Linear(3) + 0.0722 * Linear(5);

        double Linear(int at)
        {
            double c = int.Parse(colour.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }
    }

    private static int Mix(int a, int b, double t) => (int)Math.Round(a + (b - a) * t);
}
