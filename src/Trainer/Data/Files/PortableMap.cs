namespace Sweep.Trainer.Data.Files;

/// <summary>Netpbm's gray and color images with one byte per value: PGM (P5) and PPM (P6).</summary>
internal static class PortableMap
{
    /// <summary>Whether a file begins like one.</summary>
    public static bool Fits(ReadOnlySpan<byte> encoded) => encoded is [(byte)'P', (byte)'5' or (byte)'6', ..];

    /// <summary>Decodes one.</summary>
    /// <returns>Rows, columns, and (row, column, 4) red, green, blue and 255.</returns>
    /// <exception cref="DatasetException">It is damaged, cut off, too large, or has more than a byte per value.</exception>
    public static (int Height, int Width, byte[] Colors) Decode(string dataset, string path, ReadOnlySpan<byte> encoded, long maximumPixels)
    {
        int at = 2, samples = encoded[1] == (byte)'6' ? 3 : 1;
        int width = Number(encoded, ref at), height = Number(encoded, ref at), maximum = Number(encoded, ref at);
        at++; // one white space ends the header
        if (width < 1 || height < 1 || (long)width * height > maximumPixels)
        {
            throw new DatasetException(dataset, path, $"{path} is damaged or too large: expected 1 to {maximumPixels} pixels, found "
                + $"{width} x {height}.", DataFileReader.Different);
        }
        if (maximum is < 1 or > 255)
        {
            throw new DatasetException(dataset, path, $"{path} has values up to {maximum}; expected 1 to 255.",
                "Save it with 8 bits per value.");
        }
        int pixels = width * height;
        if (encoded.Length - at < samples * (long)pixels)
        {
            throw new DatasetException(dataset, path, $"{path} is cut off: expected {samples * (long)pixels} bytes of pixels, found "
                + $"{Math.Max(0, encoded.Length - at)}.", DataFileReader.Damaged);
        }
        byte[] colors = new byte[checked(4 * pixels)];
        for (int i = 0; i < pixels; i++, at += samples)
        {
            for (int c = 0; c < 3; c++)
                colors[4 * i + c] = (byte)((Math.Min((int)encoded[at + (samples == 3 ? c : 0)], maximum) * 255 + maximum / 2) / maximum);
            colors[4 * i + 3] = 255;
        }
        return (height, width, colors);
    }

    // The next number of the header; comments run from # to the end of the line. -1 where there is none.
    private static int Number(ReadOnlySpan<byte> encoded, ref int at)
    {
        while (at < encoded.Length && (encoded[at] is (byte)'#' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            if (encoded[at] == (byte)'#')
            {
                while (at < encoded.Length && encoded[at] != (byte)'\n')
                    at++;
            }
            else
                at++;
        }
        int number = -1;
        for (; at < encoded.Length && encoded[at] is >= (byte)'0' and <= (byte)'9' && number < 100_000_000; at++)
            number = Math.Max(number, 0) * 10 + encoded[at] - '0';
        return number;
    }
}
