namespace Sweep.Trainer.Data.Files;

/// <summary>Changes the size of images by Lanczos' kernel with three lobes, widened where an image shrinks, as Pillow's <c>LANCZOS</c>
/// does, to the bit: first along the rows, then along the columns, each with weights of 22 bits and rounded to bytes.</summary>
/// <remarks>Turkowski: Filters for common resampling tasks. Graphics Gems I (1990), 147-165.</remarks>
internal static class LanczosResampling
{
    private const double Lobes = 3;
    private const int Bits = 22;

    /// <summary>An image of another size.</summary>
    /// <param name="planes">(channels, height, width).</param>
    /// <param name="height">Rows that there are.</param>
    /// <param name="width">Columns that there are.</param>
    /// <param name="newHeight">Rows that are wanted, at least 1.</param>
    /// <param name="newWidth">Columns that are wanted, at least 1.</param>
    /// <returns>(channels, newHeight, newWidth).</returns>
    public static byte[] Resize(byte[] planes, int height, int width, int newHeight, int newWidth)
    {
        int channels = planes.Length / (height * width);
        byte[] narrow = Resample(planes, channels * height, width, newWidth, 1); // (channels, height, newWidth)
        return Resample(narrow, channels, height, newHeight, newWidth);
    }

    // (outer, length, inner) becomes (outer, newLength, inner).
    private static byte[] Resample(byte[] values, int outer, int length, int newLength, int inner)
    {
        if (length == newLength)
            return values;
        byte[] result = new byte[checked(outer * newLength * inner)];
        for (int place = 0; place < newLength; place++)
        {
            int[] weights = Weights(length, newLength, place, out int first);
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    long sum = 1 << (Bits - 1);
                    for (int k = 0; k < weights.Length; k++)
                        sum += (long)weights[k] * values[(o * length + first + k) * inner + i];
                    result[(o * newLength + place) * inner + i] = (byte)Math.Clamp(sum >> Bits, 0, 255);
                }
            }
        }
        return result;
    }

    private static int[] Weights(int length, int newLength, int place, out int first)
    {
        double scale = (double)length / newLength, stretch = Math.Max(1, scale), centre = (place + .5) * scale;
        first = Math.Max(0, (int)(centre - Lobes * stretch + .5));
        double[] weights = new double[Math.Min(length, (int)(centre + Lobes * stretch + .5)) - first];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = Kernel((first + k - centre + .5) / stretch);
        double sum = weights.Sum();
        return [.. weights.Select(weight => (int)Math.Round(weight / sum * (1 << Bits), MidpointRounding.AwayFromZero))];
    }

    private static double Kernel(double x) => Math.Abs(x) < Lobes ? Sinc(x) * Sinc(x / Lobes) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
