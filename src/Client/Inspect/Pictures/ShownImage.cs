using System.Globalization;
using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Data;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>A test sample as people see it: an image in colour or in gray, a signal as a curve, a row of a table as numbers.</summary>
internal static class ShownImage
{
    /// <summary>Positions of a signal that are drawn, from the first on, where its shape is to be seen.</summary>
    public const int MostPositions = 128;

    private const int MostNumbers = 7;

    /// <summary>Draws the sample into a square. Of other than one or three channels the first is shown.</summary>
    public static void Draw(SvgDrawing drawing, double x, double y, double side, InspectedTrial trial, int sample)
    {
        var dataset = trial.Dataset;
        double[] values = Values(trial, sample), first = values[..(dataset.Height * dataset.Width)];
        if (first.Length == 1)
            Numbers(drawing, x, y, side, trial, sample);
        else if (dataset.Height == 1)
            Curve(drawing, x, y, side, Begin(first), 0, 1);
        else
            drawing.Image(x, y, side, side, dataset.Channels == 3 ? PixelImage.Colour(values, dataset.Width)
                : PixelImage.Gray(first, dataset.Width, 0, 1));
    }

    /// <summary>Draws a channel into a square: as a gray image, or as a curve where it has one row.</summary>
    /// <param name="drawing">Where to.</param>
    /// <param name="x">Of the left edge.</param>
    /// <param name="y">Of the upper edge.</param>
    /// <param name="side">Of the square.</param>
    /// <param name="map">(rows, columns).</param>
    /// <param name="columns">Of the map.</param>
    /// <param name="low">Black, or the lower edge.</param>
    /// <param name="high">White, or the upper edge.</param>
    public static void DrawMap(SvgDrawing drawing, double x, double y, double side, double[] map, int columns, double low, double high)
    {
        if (map.Length == columns)
            Curve(drawing, x, y, side, Begin(map), low, high);
        else
            drawing.Image(x, y, side, side, PixelImage.Gray(map, columns, low, high));
    }

    /// <summary>Draws the sample under a map of numbers in [0,1] for its positions.</summary>
    public static void DrawUnder(SvgDrawing drawing, double x, double y, double side, InspectedTrial trial, int sample, double[] heat)
    {
        bool isSignal = trial.Dataset.Height == 1;
        drawing.Image(x, y, side, side, PixelImage.Heat(heat, isSignal ? null : Brightness(trial, sample), trial.Dataset.Width));
        if (isSignal)
            Curve(drawing, x, y, side, Values(trial, sample)[..trial.Dataset.Width], 0, 1, .4);
    }

    private static double[] Begin(double[] signal) => signal[..Math.Min(MostPositions, signal.Length)];

    private static void Curve(SvgDrawing drawing, double x, double y, double side, double[] values, double low, double high,
        double opacity = 1)
    {
        double range = Math.Max(high - low, 1e-30);
        drawing.Rectangle(x, y, side, side, null, Ink.Grid);
        drawing.Polyline(values.Select((v, i) =>
            (x + side * (i + .5) / values.Length, y + side * (1 - Math.Clamp((v - low) / range, 0, 1)))), Ink.Text, 1,
            opacity: opacity);
    }

    private static void Numbers(SvgDrawing drawing, double x, double y, double side, InspectedTrial trial, int sample)
    {
        float[] values = new float[trial.Dataset.SampleLength];
        trial.TestPart.Samples.Read(sample, values);
        drawing.Rectangle(x, y, side, side, null, Ink.Grid);
        for (int i = 0; i < Math.Min(MostNumbers, values.Length); i++)
        {
            bool isCut = i == MostNumbers - 1 && values.Length > MostNumbers;
            drawing.Text(x + 6, y + 14 + i * (side - 8) / MostNumbers,
                isCut ? "..." : values[i].ToString("G5", CultureInfo.InvariantCulture), size: 10);
        }
    }

    /// <summary>(height, width) how bright it is, in [0,1].</summary>
    private static double[] Brightness(InspectedTrial trial, int sample)
    {
        var dataset = trial.Dataset;
        double[] values = Values(trial, sample);
        int plane = dataset.Height * dataset.Width, channels = dataset.Channels == 3 ? 3 : 1;
        return [.. Enumerable.Range(0, plane).Select(i => Enumerable.Range(0, channels).Average(c => values[c * plane + i]))];
    }

    /// <summary>"#17, class 3".</summary>
    public static string Label(Inspection inspection, int sample) => inspection.Trial.TestClasses is { } classes
        ? $"#{sample}, class {classes[sample]}" : $"#{sample}";

    // Bytes are in [0,1] as they are; measured numbers are brought there.
    private static double[] Values(InspectedTrial trial, int sample)
    {
        float[] values = new float[trial.Dataset.SampleLength];
        trial.TestPart.Samples.Read(sample, values);
        if (trial.TestPart.Samples is SampleValues.Bytes)
            return [.. values.Select(v => (double)v)];
        double low = values.Min(), high = values.Max();
        return [.. values.Select(v => high > low ? (v - low) / (high - low) : 0)];
    }
}
