using System.Runtime.InteropServices;
using SkiaSharp;

namespace Sweep.Trainer.Data.Files;

/// <summary>An image in memory.</summary>
/// <param name="Channels">1 or 3; red comes first.</param>
/// <param name="Height">Pixels from top to bottom.</param>
/// <param name="Width">Pixels from left to right.</param>
/// <param name="Pixels">(channels, height, width) bytes.</param>
internal sealed record DecodedImage(int Channels, int Height, int Width, byte[] Pixels);

/// <summary>Decodes the bytes of an image file: PNG, JPEG, BMP, GIF, WebP, ICO, TIFF, PPM, PGM (the first picture
/// of several).</summary>
/// <remarks>Values are those of the file: colour profiles and the orientation in EXIF are not applied, and transparency is dropped, as
/// Pillow's <c>convert("RGB")</c> does. Thread-safe.</remarks>
internal static class ImageDecoder
{
    /// <summary>More pixels than any photograph of a dataset has; for images whose size is not known beforehand.</summary>
    public const int MaximumPixels = 1 << 26;

    /// <summary>Decodes one image.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file, or the archive and its member; named in errors.</param>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="channels">3 for red, green and blue (a gray image has them alike), 1 for gray: .299 red + .587 green + .114 blue, as
    /// Pillow's <c>convert("L")</c> has it.</param>
    /// <param name="maximumPixels">An image that says it has more is refused before it is decoded.</param>
    /// <exception cref="DatasetException">It is no image, is damaged or cut off, or is too large.</exception>
    public static DecodedImage Decode(string dataset, string path, byte[] encoded, int channels, long maximumPixels = MaximumPixels)
    {
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Images have 1 or 3 channels.");
        if (PortableMap.Fits(encoded) || TiffImage.Fits(encoded))
        {
            var (rows, columns, values) = PortableMap.Fits(encoded) ? PortableMap.Decode(dataset, path, encoded, maximumPixels)
                : TiffImage.Decode(dataset, path, encoded, maximumPixels);
            return new DecodedImage(channels, rows, columns, channels == 3 ? Planes(values) : Gray(values));
        }
        using SKData data = SKData.CreateCopy(encoded);
        using SKCodec codec = SKCodec.Create(data) ?? throw new DatasetException(dataset, path,
            $"{path} is damaged or no image: expected PNG, JPEG, BMP, GIF, WebP, TIFF, PPM or PGM, found {encoded.Length} bytes "
                + "of something else.",
            DataFileReader.Different);
        int height = codec.Info.Height, width = codec.Info.Width;
        if ((long)height * width > maximumPixels)
        {
            throw new DatasetException(dataset, path, $"{path} is too large: expected at most {maximumPixels} pixels, found "
                + $"{width} x {height}.", DataFileReader.Different);
        }
        byte[] colors = Decode(codec, height, width, out SKCodecResult result); // (height, width, 4)
        if (result != SKCodecResult.Success)
        {
            string cause = result == SKCodecResult.IncompleteInput ? "one that is cut off" : $"a damaged one ({result})";
            throw new DatasetException(dataset, path, $"{path} cannot be decoded: expected a whole image, found {cause}.",
                DataFileReader.Damaged);
        }
        return new DecodedImage(channels, height, width, channels == 3 ? Planes(colors) : Gray(colors));
    }

    private static byte[] Decode(SKCodec codec, int height, int width, out SKCodecResult result)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null); // no profile: values as they are
        byte[] colors = new byte[checked(4 * height * width)];
        var pinned = GCHandle.Alloc(colors, GCHandleType.Pinned);
        try
        {
            result = codec.GetPixels(info, pinned.AddrOfPinnedObject());
            return colors;
        }
        finally
        {
            pinned.Free();
        }
    }

    private static byte[] Planes(ReadOnlySpan<byte> colors)
    {
        int plane = colors.Length / 4;
        byte[] planes = new byte[3 * plane];
        for (int i = 0; i < plane; i++)
            (planes[i], planes[plane + i], planes[2 * plane + i]) = (colors[4 * i], colors[4 * i + 1], colors[4 * i + 2]);
        return planes;
    }

    // In 16-bit fixed point, rounded.
    private static byte[] Gray(ReadOnlySpan<byte> colors)
    {
        byte[] gray = new byte[colors.Length / 4];
        for (int i = 0; i < gray.Length; i++)
            gray[i] = (byte)((19_595 * colors[4 * i] + 38_470 * colors[4 * i + 1] + 7_471 * colors[4 * i + 2] + 32_768) >> 16);
        return gray;
    }
}
