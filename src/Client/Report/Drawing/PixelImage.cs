using SkiaSharp;

namespace Sweep.Client.Report.Drawing;

/// <summary>Numbers as pixels, in PNG files.</summary>
internal static class PixelImage
{
    private const int LeastSize = 96; // smaller ones are enlarged in whole steps, so that viewers do not smooth them

    // Perceptually even, and told apart by colour-blind readers: five colours of viridis (Smith and van der Walt, 2015, CC0).
    private static readonly (byte R, byte G, byte B)[] Viridis =
        [(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)];

    /// <summary>Shades of gray.</summary>
    /// <param name="values">(height, width).</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="low">What is black.</param>
    /// <param name="high">What is white.</param>
    public static byte[] Gray(IReadOnlyList<double> values, int width, double low, double high) => Encode(values.Count, width, i =>
    {
        byte shade = Byte((values[i] - low) / (high > low ? high - low : 1));
        return new SKColor(shade, shade, shade);
    });

    /// <summary>Red, green and blue.</summary>
    /// <param name="values">(3, height, width) in [0,1].</param>
    /// <param name="width">Pixels of a row.</param>
    public static byte[] Colour(IReadOnlyList<double> values, int width)
    {
        int plane = values.Count / 3;
        return Encode(plane, width, i => new SKColor(Byte(values[i]), Byte(values[plane + i]), Byte(values[2 * plane + i])));
    }

    /// <summary>A map of heat, dark blue to yellow, over a gray picture.</summary>
    /// <param name="heat">(height, width) in [0,1].</param>
    /// <param name="under">(height, width) in [0,1]; null for the heat alone.</param>
    /// <param name="width">Pixels of a row.</param>
    public static byte[] Heat(IReadOnlyList<double> heat, IReadOnlyList<double>? under, int width) => Encode(heat.Count, width, i =>
    {
        double at = Math.Clamp(heat[i], 0, 1) * (Viridis.Length - 1);
        int stop = Math.Min((int)at, Viridis.Length - 2);
        var (a, b) = (Viridis[stop], Viridis[stop + 1]);
        double share = under is null ? 1 : 0.5, gray = under is null ? 0 : 255 * Math.Clamp(under[i], 0, 1);
        byte Mix(byte one, byte other) => (byte)(share * (one + (other - one) * (at - stop)) + (1 - share) * gray);
        return new SKColor(Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));
    });

    private static byte[] Encode(int count, int width, Func<int, SKColor> colour)
    {
        int height = count / width, factor = Math.Max(1, (LeastSize + Math.Max(width, height) - 1) / Math.Max(width, height));
        using var bitmap = new SKBitmap(new SKImageInfo(width * factor, height * factor, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
                bitmap.SetPixel(x, y, colour(y / factor * width + x / factor));
        }
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static byte Byte(double share) => (byte)(255 * Math.Clamp(share, 0, 1) + 0.5);
}
