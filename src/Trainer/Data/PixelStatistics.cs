namespace Sweep.Trainer.Data;

/// <summary>Mean and standard deviation of samples, per channel; pixels from 0 (byte 0) to 1 (byte 255), other numbers as they
/// are.</summary>
/// <param name="Mean">One number per channel.</param>
/// <param name="Deviation">One positive number per channel, over all pixels of all images.</param>
public sealed record PixelStatistics(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>A number of a channel in standard units: (value - mean) / deviation.</summary>
    public float Standardize(int channel, double value) => (float)((value - Mean[channel]) / Deviation[channel]);

    /// <summary>The same as value * scale + shift, in single precision.</summary>
    /// <param name="standard">Null for scale 1 and shift 0.</param>
    /// <param name="channels">Of the samples.</param>
    /// <returns>(channels) each.</returns>
    public static (float[] Scale, float[] Shift) Factors(PixelStatistics? standard, int channels)
    {
        var (scale, shift) = (new float[channels], new float[channels]);
        for (int c = 0; c < channels; c++)
        {
            var (mean, deviation) = standard is null ? (0, 1) : (standard.Mean[c], standard.Deviation[c]);
            (scale[c], shift[c]) = ((float)(1 / deviation), (float)(-mean / deviation));
        }
        return (scale, shift);
    }

    /// <summary>Computes them exactly: sums of bytes and of their squares are whole numbers.</summary>
    /// <param name="images">(n, channels, plane), at least one image.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="plane">Pixels per channel of an image.</param>
    /// <remarks>A channel whose pixels are all equal gets the deviation 1, so that dividing by it is harmless.</remarks>
    public static PixelStatistics Compute(ReadOnlySpan<byte> images, int channels, int plane)
    {
        long[] counts = new long[channels * 256]; // (channel, byte)
        for (int channel = 0; images.Length > 0; images = images[plane..], channel = (channel + 1) % channels)
        {
            Span<long> own = counts.AsSpan(channel * 256, 256);
            foreach (byte pixel in images[..plane])
                own[pixel]++;
        }
        double[] mean = new double[channels], deviation = new double[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            long count = 0, sum = 0, squares = 0;
            for (int value = 0; value < 256; value++)
            {
                long times = counts[channel * 256 + value];
                (count, sum, squares) = (count + times, sum + times * value, squares + times * value * value);
            }
            double average = (double)sum / count;
            double variance = (double)squares / count - average * average;
            mean[channel] = average / 255;
            deviation[channel] = variance > 0 ? Math.Sqrt(variance) / 255 : 1;
        }
        return new PixelStatistics(mean, deviation);
    }

    /// <summary>Computes them in double precision, the deviation from the mean that was computed first.</summary>
    /// <inheritdoc cref="Compute(ReadOnlySpan{byte}, int, int)"/>
    /// <param name="numbers">(n, channels, plane), at least one sample.</param>
    /// <param name="channels">At least 1.</param>
    /// <param name="plane">Numbers per channel of a sample.</param>
    public static PixelStatistics Compute(ReadOnlySpan<float> numbers, int channels, int plane)
    {
        double[] mean = new double[channels], deviation = new double[channels];
        bool[] isConstant = [.. Enumerable.Repeat(true, channels)];
        double count = numbers.Length / channels;
        for (int i = 0; i < numbers.Length; i++)
            mean[i / plane % channels] += numbers[i] / count;
        for (int i = 0; i < numbers.Length; i++)
        {
            double distance = numbers[i] - mean[i / plane % channels];
            deviation[i / plane % channels] += distance * distance / count;
            isConstant[i / plane % channels] &= numbers[i] == numbers[i / plane % channels * plane];
        }
        for (int c = 0; c < channels; c++)
        {
            if (isConstant[c]) // the mean is off by its rounding, which is no deviation
                (mean[c], deviation[c]) = (numbers[c * plane], 1);
            else
                deviation[c] = Math.Sqrt(deviation[c]);
        }
        return new PixelStatistics(mean, deviation);
    }
}
