using System.Runtime.InteropServices;
using SkiaSharp;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes image files of the content that tests need.</summary>
internal static class ImageBytes
{
    /// <summary>A file of one colour.</summary>
    public static byte[] Plain(int height, int width, SKColor color, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Of(height, width, (_, _) => color, format);

    /// <summary>A file whose colours are a function of row and column.</summary>
    public static byte[] Of(int height, int width, Func<int, int, SKColor> color, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Encode(height, width, SKColorType.Rgba8888, (y, x) =>
        {
            SKColor c = color(y, x);
            return [c.Red, c.Green, c.Blue, c.Alpha];
        }, format);

    /// <summary>A gray file whose values are a function of row and column.</summary>
    public static byte[] Gray(int height, int width, Func<int, int, byte> value, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Encode(height, width, SKColorType.Gray8, (y, x) => [value(y, x)], format);

    private static byte[] Encode(int height, int width, SKColorType type, Func<int, int, byte[]> pixel, SKEncodedImageFormat format)
    {
        var info = new SKImageInfo(width, height, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul, null);
        byte[] pixels = [.. Enumerable.Range(0, height * width).SelectMany(i => pixel(i / width, i % width))];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        using var image = SKImage.FromPixelCopy(info, pinned.AddrOfPinnedObject());
        pinned.Free();
        using SKData data = image.Encode(format, 95);
        return data.ToArray();
    }
}
