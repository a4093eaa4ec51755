using BitMiracle.LibTiff.Classic;

namespace Sweep.Trainer.Data.Files;

/// <summary>The first picture of a TIFF file.</summary>
internal static class TiffImage
{
    static TiffImage() => Tiff.SetErrorHandler(new Silent()); // the library writes to the console otherwise

    /// <summary>Whether a file begins like one.</summary>
    public static bool Fits(ReadOnlySpan<byte> encoded) =>
        encoded is [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..];

    /// <summary>Decodes one.</summary>
    /// <returns>Rows, columns, and (row, column, 4) red, green, blue and opacity.</returns>
    /// <exception cref="DatasetException">It is damaged, cut off or too large.</exception>
    public static (int Height, int Width, byte[] Colors) Decode(string dataset, string path, byte[] encoded, long maximumPixels)
    {
        try
        {
            return Decode(path, encoded, maximumPixels) ?? throw new DatasetException(dataset, path,
                $"{path} is a damaged TIFF file, or has more than {maximumPixels} pixels.", DataFileReader.Damaged);
        }
        catch (Exception e) when (e is not (DatasetException or OutOfMemoryException)) // the library's own of damaged files are many
        {
            throw new DatasetException(dataset, path, $"{path} is a damaged TIFF file ({e.Message}).", DataFileReader.Damaged, e);
        }
    }

    // Null where the library finds a mistake by itself.
    private static (int Height, int Width, byte[] Colors)? Decode(string path, byte[] encoded, long maximumPixels)
    {
        using var stream = new MemoryStream(encoded);
        using Tiff? tiff = Tiff.ClientOpen(path, "r", stream, new TiffStream());
        int width = Extent(tiff, TiffTag.IMAGEWIDTH), height = Extent(tiff, TiffTag.IMAGELENGTH);
        if (tiff is null || width < 1 || height < 1 || (long)height * width > maximumPixels)
            return null;
        int[] raster = new int[height * width]; // (row, column) opacity, blue, green, red from the highest byte on
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true))
            return null;
        byte[] colors = new byte[checked(4 * raster.Length)];
        for (int i = 0; i < raster.Length; i++)
        {
            for (int c = 0; c < 4; c++)
                colors[4 * i + c] = unchecked((byte)(raster[i] >> (8 * c)));
        }
        return (height, width, colors);
    }

    private static int Extent(Tiff? tiff, TiffTag tag) => tiff?.GetField(tag) is [var value, ..] ? value.ToInt() : 0;

    private sealed class Silent : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            // The caller says it in its own words.
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            // What a warning is about does not change the pixels.
        }
    }
}
