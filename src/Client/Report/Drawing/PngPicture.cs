using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace Sweep.Client.Report.Drawing;

/// <summary>A <see cref="SvgDrawing"/> as a PNG file, on white paper.</summary>
/// <remarks>Knows the elements and attributes that drawings are made of. Words are in DejaVu Sans where the machine has it, else in what
/// it has.</remarks>
internal static class PngPicture
{
    private const float Scale = 2; // 192 pixels per inch
    private static readonly string[] Families = ["DejaVu Sans", "Arial", "Helvetica", "Liberation Sans", "Noto Sans", "Segoe UI"];

    /// <summary>Draws it.</summary>
    public static byte[] Render(SvgDrawing drawing)
    {
        var svg = XDocument.Parse(drawing.ToSvg(isFile: false)).Root!;
        using var surface = SKSurface.Create(new SKImageInfo((int)Math.Ceiling(drawing.Width * Scale),
            (int)Math.Ceiling(drawing.Height * Scale)));
        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale(Scale);
        foreach (var element in svg.Descendants())
            Draw(surface.Canvas, element);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static void Draw(SKCanvas canvas, XElement element)
    {
        switch (element.Name.LocalName)
        {
            case "line":
                using (var line = new SKPath())
                {
                    line.MoveTo(Number(element, "x1"), Number(element, "y1"));
                    line.LineTo(Number(element, "x2"), Number(element, "y2"));
                    Paint(canvas, element, line);
                }
                break;
            case "polyline" or "polygon":
                using (var path = SKPath.ParseSvgPathData("M" + element.Attribute("points")!.Value.Replace(" ", "L")
                    + (element.Name.LocalName == "polygon" ? "Z" : "")))
                {
                    Paint(canvas, element, path);
                }
                break;
            case "rect":
                using (var rectangle = new SKPath())
                {
                    rectangle.AddRect(Place(element));
                    Paint(canvas, element, rectangle);
                }
                break;
            case "circle":
                using (var circle = new SKPath())
                {
                    circle.AddCircle(Number(element, "cx"), Number(element, "cy"), Number(element, "r"));
                    Paint(canvas, element, circle);
                }
                break;
            case "path":
                using (var path = SKPath.ParseSvgPathData(element.Attribute("d")!.Value))
                    Paint(canvas, element, path);
                break;
            case "image":
                string data = element.Attribute("href")!.Value;
                using (var pixels = SKImage.FromEncodedData(Convert.FromBase64String(data[(data.IndexOf(',') + 1)..])))
                    canvas.DrawImage(pixels, Place(element), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
                break;
            case "text":
                Write(canvas, element);
                break;
        }
    }

    private static void Paint(SKCanvas canvas, XElement element, SKPath path)
    {
        if (element.Name.LocalName is not "line" and not "polyline" && Colour(element, "fill", "#000000", "fill-opacity") is { } fill)
        {
            using var inside = new SKPaint { Color = fill, IsAntialias = true };
            canvas.DrawPath(path, inside);
        }
        if (Colour(element, "stroke", "none", "stroke-opacity") is not { } stroke)
            return;
        using var outline = new SKPaint
        {
            Color = stroke, IsAntialias = true, IsStroke = true, StrokeWidth = Number(element, "stroke-width", 1),
            StrokeJoin = SKStrokeJoin.Round,
        };
        if (element.Attribute("stroke-dasharray")?.Value is { } dash)
            outline.PathEffect = SKPathEffect.CreateDash([.. dash.Split(' ').Select(d => float.Parse(d, CultureInfo.InvariantCulture))], 0);
        canvas.DrawPath(path, outline);
    }

    private static void Write(SKCanvas canvas, XElement element)
    {
        bool isBold = element.Attribute("font-weight") is not null;
        using var face = Families.Select(f => SKFontManager.Default.MatchFamily(f, isBold ? SKFontStyle.Bold : SKFontStyle.Normal))
            .FirstOrDefault(f => f is not null) ?? SKTypeface.Default;
        using var font = new SKFont(face, Number(element, "font-size", (float)SvgDrawing.TextSize)) { Subpixel = true };
        using var paint = new SKPaint { Color = Colour(element, "fill", "#000000", "fill-opacity") ?? SKColors.Black, IsAntialias = true };
        var align = element.Attribute("text-anchor")?.Value switch
        {
            "middle" => SKTextAlign.Center,
            "end" => SKTextAlign.Right,
            _ => SKTextAlign.Left,
        };
        canvas.Save();
        if (element.Attribute("transform")?.Value is { } turn)
        {
            float[] numbers = [.. turn[(turn.IndexOf('(') + 1)..^1].Split(' ').Select(n => float.Parse(n, CultureInfo.InvariantCulture))];
            canvas.RotateDegrees(numbers[0], numbers[1], numbers[2]);
        }
        canvas.DrawText(element.Value, Number(element, "x"), Number(element, "y"), align, font, paint);
        canvas.Restore();
    }

    private static SKRect Place(XElement element) => SKRect.Create(Number(element, "x"), Number(element, "y"), Number(element, "width"),
        Number(element, "height"));

    private static SKColor? Colour(XElement element, string name, string otherwise, string opacity)
    {
        string colour = element.Attribute(name)?.Value ?? otherwise;
        float alpha = Number(element, "opacity", 1) * Number(element, opacity, 1);
        return colour == "none" ? null : SKColor.Parse(colour).WithAlpha((byte)(255 * alpha));
    }

    private static float Number(XElement element, string name, float otherwise = 0) =>
        element.Attribute(name)?.Value is { } text ? float.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
