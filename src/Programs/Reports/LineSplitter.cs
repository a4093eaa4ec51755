namespace Sweep.Programs.Reports;

/// <summary>Puts lines together from pieces; never holds more than one line, and of that no more than a bound.</summary>
internal sealed class LineSplitter
{
    /// <summary>A line that is longer comes in pieces.</summary>
    public const int MaxLine = 1 << 16;

    private readonly byte[] held = new byte[MaxLine];
    private int count;
    private bool isInside; // of a line that comes in pieces

    /// <summary>Takes a line, its end included, or a piece of a long one.</summary>
    /// <param name="line">The bytes; good until it returns.</param>
    /// <param name="isWhole">Whether it is a line from its beginning to its end.</param>
    public delegate void Taker(ReadOnlySpan<byte> line, bool isWhole);

    /// <summary>Takes what came.</summary>
    public void Add(ReadOnlySpan<byte> bytes, Taker take)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..(end + 1)];
            if (end >= 0 && count == 0)
            {
                Tell(part, true, take);
            }
            else
            {
                part = part[..Math.Min(part.Length, MaxLine - count)];
                part.CopyTo(held.AsSpan(count));
                count += part.Length;
                bool isEnd = part[^1] == '\n';
                if (isEnd || count == MaxLine)
                    Flush(isEnd, take);
            }
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Nothing more comes: a last line may lack its end.</summary>
    public void End(Taker take)
    {
        if (count > 0)
            Flush(isEnd: true, take);
    }

    private void Flush(bool isEnd, Taker take)
    {
        int length = count;
        count = 0;
        Tell(held.AsSpan(0, length), isEnd, take);
    }

    private void Tell(ReadOnlySpan<byte> line, bool isEnd, Taker take)
    {
        take(line, isEnd && !isInside);
        isInside = !isEnd;
    }
}
