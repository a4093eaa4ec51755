namespace Sweep.Trainer.Data.Formats;

/// <summary>Brings pixels into the order of samples: channels, then rows, then columns.</summary>
internal static class PixelPlanes
{
    /// <summary>Transposes square images in place.</summary>
    /// <param name="images">(n, size, size).</param>
    /// <param name="size">Height and width.</param>
    public static void TransposeEach(Span<byte> images, int size)
    {
        for (; images.Length > 0; images = images[(size * size)..])
        {
            for (int y = 1; y < size; y++)
            {
                for (int x = 0; x < y; x++)
                    (images[y * size + x], images[x * size + y]) = (images[x * size + y], images[y * size + x]);
            }
        }
    }

    /// <summary>Takes an image apart whose pixels have their channels side by side.</summary>
    /// <param name="pixels">(plane, channels).</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="planes">(channels, plane), written.</param>
    public static void Separate(ReadOnlySpan<byte> pixels, int channels, Span<byte> planes)
    {
        int plane = planes.Length / channels;
        for (int i = 0; i < plane; i++)
        {
            for (int channel = 0; channel < channels; channel++)
                planes[channel * plane + i] = pixels[i * channels + channel];
        }
    }
}
