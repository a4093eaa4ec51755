using System.Globalization;
using System.Text;

namespace Sweep.Client.Report.Drawing;

/// <summary>A picture in SVG 1.1, drawn top to bottom in pixels of 1/96 inch. Equal calls give equal bytes; all texts are
/// escaped.</summary>
/// <param name="title">What it shows, read aloud by screen readers.</param>
/// <param name="width">Of the whole picture.</param>
/// <param name="height">Of the whole picture.</param>
internal sealed class SvgDrawing(string title, double width, double height)
{
    /// <summary>The height of ordinary text.</summary>
    public const double TextSize = 12;

    private readonly StringBuilder body = new();
    private int open;

    public double Width => width;

    public double Height => height;

    /// <summary>The picture as a file of its own, or as a part of a page that has <see cref="Ink.StyleSheet"/> already.</summary>
    public string ToSvg(bool isFile)
    {
        if (open != 0)
            throw new InvalidOperationException($"{open} groups are still open.");
        string head = string.Create(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Number(width)}\" height=\"{Number(height)}\" viewBox=\"0 0 "
                + $"{Number(width)} {Number(height)}\" role=\"img\"{(isFile ? "" : $" aria-label=\"{Markup.Escape(title)}\"")} "
                + $"font-family=\"system-ui, 'DejaVu Sans', Arial, sans-serif\" font-size=\"{Number(TextSize)}\">\n");
        string style = isFile ? $"<title>{Markup.Escape(title)}</title>\n<style>\n{Ink.StyleSheet}</style>\n<rect width=\"100%\" "
            + $"height=\"100%\" fill=\"{Ink.Paper.Light}\" class=\"f-{Ink.Paper.Name}\"/>\n" : "";
        return head + style + body + "</svg>\n";
    }

    /// <summary>What is drawn until the result is disposed belongs together: a reader who points at it sees the hint.</summary>
    /// <param name="series">The series it belongs to, stressed as one; null for none.</param>
    /// <param name="hint">What to say; null for nothing.</param>
    public IDisposable Group(string? series, string? hint)
    {
        body.Append("<g");
        if (series is not null)
            body.Append($" data-series=\"{Markup.Escape(series)}\"");
        body.Append('>');
        if (hint is not null)
            body.Append($"<title>{Markup.Escape(hint)}</title>");
        body.Append('\n');
        open++;
        return new Closing(this);
    }

    public void Line(double x1, double y1, double x2, double y2, Ink ink, double thickness = 1, string? dash = null, double opacity = 1) =>
        body.Append($"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" "
            + $"y2=\"{Number(y2)}\"{Stroke(ink, thickness, dash)}{Opacity(opacity)}/>\n");

    public void Polyline(IEnumerable<(double X, double Y)> points, Ink ink, double thickness = 1.8, string? dash = null,
        double opacity = 1) =>
        body.Append($"<polyline points=\"{Points(points)}\" fill=\"none\" "
            + $"stroke-linejoin=\"round\"{Stroke(ink, thickness, dash)}{Opacity(opacity)}/>\n");

    public void Area(IEnumerable<(double X, double Y)> points, Ink ink, double opacity) =>
        body.Append($"<polygon points=\"{Points(points)}\"{Fill(ink)}{Opacity(opacity)}/>\n");

    public void Rectangle(double x, double y, double w, double h, Ink? fill, Ink? stroke = null, double opacity = 1, double fillOpacity = 1)
    {
        // One class attribute for both: XML allows an attribute once.
        string classes = string.Join(' ',
            new[] { fill is null ? "" : $"f-{fill.Name}", stroke is null ? "" : $"s-{stroke.Name}" }.Where(c => c.Length > 0));
        body.Append($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(w)}\" height=\"{Number(h)}\" "
            + $"fill=\"{fill?.Light ?? "none"}\"");
        if (fillOpacity < 1)
            body.Append($" fill-opacity=\"{Number(fillOpacity)}\"");
        if (stroke is not null)
            body.Append($" stroke=\"{stroke.Light}\"");
        body.Append($" class=\"{classes}\"{Opacity(opacity)}/>\n");
    }

    /// <summary>A rectangle in a colour that carries a number and is therefore the same on light and dark ground.</summary>
    public void Shade(double x, double y, double w, double h, string colour) =>
        body.Append($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(w)}\" height=\"{Number(h)}\" fill=\"{colour}\"/>\n");

    /// <summary>Pixels, stretched to a rectangle.</summary>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Upper edge.</param>
    /// <param name="w">Width on the page.</param>
    /// <param name="h">Height on the page.</param>
    /// <param name="png">Of <see cref="PixelImage"/>.</param>
    public void Image(double x, double y, double w, double h, byte[] png) =>
        body.Append($"<image x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(w)}\" height=\"{Number(h)}\" "
            + $"preserveAspectRatio=\"none\" href=\"data:image/png;base64,{Convert.ToBase64String(png)}\"/>\n");

    /// <summary>A mark about its centre.</summary>
    public void Mark(MarkShape shape, double x, double y, double size, Ink ink, bool isHollow = false, double opacity = 1)
    {
        double r = size / 2;
        string look = shape is MarkShape.Plus or MarkShape.Cross or MarkShape.Bar ? Stroke(ink, 1.6, null) + " fill=\"none\""
            : isHollow ? $" fill=\"{Ink.Paper.Light}\" stroke=\"{ink.Light}\" stroke-width=\"1.6\" class=\"f-{Ink.Paper.Name} "
                + $"s-{ink.Name}\""
            : Fill(ink);
        if (shape == MarkShape.Circle)
        {
            body.Append($"<circle cx=\"{Number(x)}\" cy=\"{Number(y)}\" r=\"{Number(r)}\"{look}{Opacity(opacity)}/>\n");
            return;
        }
        string path = shape switch
        {
            MarkShape.Square => Path("M", (x - r * .9, y - r * .9), (x + r * .9, y - r * .9), (x + r * .9, y + r * .9),
                (x - r * .9, y + r * .9)) + "Z",
            MarkShape.Up => Path("M", (x, y - r * 1.15), (x + r * 1.1, y + r * .85), (x - r * 1.1, y + r * .85)) + "Z",
            MarkShape.Down => Path("M", (x, y + r * 1.15), (x + r * 1.1, y - r * .85), (x - r * 1.1, y - r * .85)) + "Z",
            MarkShape.Diamond => Path("M", (x, y - r * 1.25), (x + r * 1.25, y), (x, y + r * 1.25), (x - r * 1.25, y)) + "Z",
            MarkShape.Plus => Path("M", (x - r, y), (x + r, y)) + Path("M", (x, y - r), (x, y + r)),
            MarkShape.Cross => Path("M", (x - r * .8, y - r * .8), (x + r * .8, y + r * .8))
                + Path("M", (x - r * .8, y + r * .8), (x + r * .8, y - r * .8)),
            _ => Path("M", (x, y - r * 1.2), (x, y + r * 1.2)),
        };
        body.Append($"<path d=\"{path}\"{look}{Opacity(opacity)}/>\n");
    }

    /// <summary>Words on a base line.</summary>
    /// <param name="x">Of the anchor.</param>
    /// <param name="y">Of the base line.</param>
    /// <param name="text">The words.</param>
    /// <param name="anchor">Where x lies in the words.</param>
    /// <param name="ink">Null for the ordinary one.</param>
    /// <param name="size">Height.</param>
    /// <param name="isBold">Stressed.</param>
    /// <param name="turn">Degrees clockwise about the anchor.</param>
    public void Text(double x, double y, string text, Anchor anchor = Anchor.Start, Ink? ink = null, double size = TextSize,
        bool isBold = false, double turn = 0)
    {
        string place = anchor switch { Anchor.Middle => " text-anchor=\"middle\"", Anchor.End => " text-anchor=\"end\"", _ => "" };
        string look = (size == TextSize ? "" : $" font-size=\"{Number(size)}\"") + (isBold ? " font-weight=\"600\"" : "")
            + (turn == 0 ? "" : $" transform=\"rotate({Number(turn)} {Number(x)} {Number(y)})\"");
        body.Append($"<text x=\"{Number(x)}\" y=\"{Number(y)}\"{place}{look}{Fill(ink ?? Ink.Text)}>{Markup.Escape(text)}</text>\n");
    }

    /// <summary>Words on a coloured cell.</summary>
    public void TextOn(double x, double y, string text, string colour, double size = TextSize, bool isBold = false) =>
        body.Append($"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"middle\" "
            + $"font-size=\"{Number(size)}\"{(isBold ? " font-weight=\"600\"" : "")} fill=\"{colour}\">{Markup.Escape(text)}</text>\n");

    private static string Stroke(Ink ink, double thickness, string? dash) =>
        $" stroke=\"{ink.Light}\" stroke-width=\"{Number(thickness)}\"{(dash is null ? "" : $" stroke-dasharray=\"{dash}\"")} "
            + $"class=\"s-{ink.Name}\"";

    private static string Fill(Ink ink) => $" fill=\"{ink.Light}\" class=\"f-{ink.Name}\"";

    private static string Opacity(double opacity) => opacity >= 1 ? "" : $" opacity=\"{Number(opacity)}\"";

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));

    private static string Path(string start, params (double X, double Y)[] points) =>
        start + string.Join("L", points.Select(p => $"{Number(p.X)} {Number(p.Y)}"));

    // Two decimals are far below a pixel, and keep the last bits of a platform's mathematics out of the file.
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A picture has finite coordinates.");
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private sealed class Closing(SvgDrawing drawing) : IDisposable
    {
        private bool closed;

        public void Dispose()
        {
            if (closed)
                return;
            closed = true;
            drawing.open--;
            drawing.body.Append("</g>\n");
        }
    }
}

/// <summary>Which part of words lies at their coordinate.</summary>
internal enum Anchor
{
    /// <summary>Their beginning.</summary>
    Start,

    /// <summary>Their middle.</summary>
    Middle,

    /// <summary>Their end.</summary>
    End,
}
