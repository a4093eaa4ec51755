namespace Sweep.Trainer.Data.Files;

/// <summary>The next bytes of a stream, up to a number. The stream below stays open.</summary>
/// <param name="inner">Where the bytes come from.</param>
/// <param name="length">How many there may be.</param>
/// <param name="beyond">The error if there are more; null if this stream just ends there.</param>
internal sealed class LimitedStream(Stream inner, long length, Func<Exception>? beyond = null) : ReadOnlyStream
{
    /// <summary>How many bytes may still come.</summary>
    public long Remaining { get; private set; } = length;

    public override int Read(Span<byte> buffer)
    {
        if (Remaining > 0 || buffer.IsEmpty)
        {
            int read = inner.Read(buffer[..(int)Math.Min(buffer.Length, Remaining)]);
            Remaining -= read;
            return read;
        }
        Span<byte> one = stackalloc byte[1];
        return beyond is not null && inner.Read(one) > 0 ? throw beyond() : 0;
    }
}
