namespace Sweep.Trainer.Data;

/// <summary>The values of samples in memory.</summary>
public abstract record SampleValues
{
    private SampleValues()
    {
    }

    /// <summary>How many values there are.</summary>
    public abstract long Length { get; }

    /// <summary>Writes a sample as numbers: bytes / 255, or numbers as they are.</summary>
    /// <param name="sample">Its number.</param>
    /// <param name="destination">(channels, height, width).</param>
    public abstract void Read(int sample, Span<float> destination);

    /// <summary>These and, behind them, others of the same kind.</summary>
    public SampleValues Join(SampleValues other) => (this, other) switch
    {
        (Bytes a, Bytes b) => new Bytes([.. a.Values, .. b.Values]),
        (Numbers a, Numbers b) => new Numbers([.. a.Values, .. b.Values]),
        _ => throw new ArgumentException("Bytes and numbers are not joined.", nameof(other)),
    };

    /// <summary>Mean and deviation per channel; a byte counts as byte / 255.</summary>
    /// <param name="channels">At least 1.</param>
    /// <param name="plane">Values per channel of a sample.</param>
    public abstract PixelStatistics Statistics(int channels, int plane);

    /// <summary>Pixels of images: a network sees byte / 255.</summary>
    /// <param name="Values">(n, channels, height, width).</param>
    public sealed record Bytes(byte[] Values) : SampleValues
    {
        /// <inheritdoc/>
        public override long Length => Values.LongLength;

        /// <inheritdoc/>
        public override void Read(int sample, Span<float> destination)
        {
            var own = Values.AsSpan(sample * destination.Length, destination.Length);
            for (int i = 0; i < own.Length; i++)
                destination[i] = own[i] / 255f;
        }

        /// <inheritdoc/>
        public override PixelStatistics Statistics(int channels, int plane) => PixelStatistics.Compute(Values, channels, plane);
    }

    /// <summary>Measured numbers, as of signals and tables: a network sees them as they are.</summary>
    /// <param name="Values">(n, channels, height, width), finite. A signal has height 1, a table's row is one channel per column.</param>
    public sealed record Numbers(float[] Values) : SampleValues
    {
        /// <inheritdoc/>
        public override long Length => Values.LongLength;

        /// <inheritdoc/>
        public override void Read(int sample, Span<float> destination) =>
            Values.AsSpan(sample * destination.Length, destination.Length).CopyTo(destination);

        /// <inheritdoc/>
        public override PixelStatistics Statistics(int channels, int plane) => PixelStatistics.Compute(Values, channels, plane);
    }
}
