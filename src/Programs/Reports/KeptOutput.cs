using System.Globalization;
using System.Text;

namespace Sweep.Programs.Reports;

/// <summary>The beginning and the end of what a program printed, in bounded memory.</summary>
/// <param name="headSize">Bytes kept of the beginning.</param>
/// <param name="tailSize">Bytes kept of the end.</param>
internal sealed class KeptOutput(int headSize, int tailSize)
{
    private readonly byte[] head = new byte[headSize], tail = new byte[tailSize]; // tail is a ring
    private int headCount;
    private long tailCount; // of all that came after the head

    /// <summary>Adds what was printed.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        int first = Math.Min(bytes.Length, headSize - headCount);
        bytes[..first].CopyTo(head.AsSpan(headCount));
        headCount += first;
        bytes = bytes[first..];
        if (bytes.Length > tailSize)
        {
            tailCount += bytes.Length - tailSize;
            bytes = bytes[^tailSize..];
        }
        int at = (int)(tailCount % tailSize);
        int untilEnd = Math.Min(bytes.Length, tailSize - at);
        bytes[..untilEnd].CopyTo(tail.AsSpan(at));
        bytes[untilEnd..].CopyTo(tail);
        tailCount += bytes.Length;
    }

    /// <summary>The text: without control characters but line ends and tabs, what is no UTF-8 as U+FFFD, a line that was printed over as
    /// it stood in the end, and with a note of what was left out.</summary>
    public override string ToString()
    {
        string beginning = Encoding.UTF8.GetString(head, 0, headCount);
        if (tailCount <= tailSize)
            return Clean(Encoding.UTF8.GetString([.. head.AsSpan(0, headCount), .. tail.AsSpan(0, (int)tailCount)]));
        int at = (int)(tailCount % tailSize);
        string end = Encoding.UTF8.GetString([.. tail.AsSpan(at), .. tail.AsSpan(0, at)]);
        string left = (tailCount - tailSize).ToString("N0", CultureInfo.InvariantCulture);
        return $"{Clean(beginning).TrimEnd('\n')}\n[... {left} bytes left out ...]\n{Clean(end).TrimStart('\n')}";
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        int line = 0; // where the current one begins
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\r' && (i + 1 == text.Length || text[i + 1] == '\n'))
                continue;
            if (c == '\r')
                clean.Length = line;
            else if (c == '\u001b' && i + 1 < text.Length && text[i + 1] == '[')
                i = EndOfEscape(text, i);
            else if (c is '\n' or '\t' || !char.IsControl(c))
                clean.Append(c);
            if (c == '\n')
                line = clean.Length;
        }
        return clean.ToString();
    }

    // "ESC [ parameters letter": colours and moves of the cursor.
    private static int EndOfEscape(string text, int start)
    {
        int end = start + 2;
        while (end < text.Length && text[end] is >= ' ' and < '@')
            end++;
        return Math.Min(end, text.Length - 1);
    }
}
