using System.Buffers.Text;
using System.Text;

namespace Sweep.Planning.Trials;

/// <summary>UTF-8 text assembled in a reused buffer, to be hashed. A plan hashes a million of them.</summary>
internal sealed class HashedText
{
    private byte[] buffer = new byte[512];
    private int length;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    public HashedText Clear()
    {
        length = 0;
        return this;
    }

    public HashedText Append(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(buffer.AsSpan(length));
        length += utf8.Length;
        return this;
    }

    public HashedText Append(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
        return this;
    }

    public HashedText Append(Seed seed)
    {
        Reserve(11); // the longest 32-bit number
        Utf8Formatter.TryFormat(seed.Value, buffer.AsSpan(length), out int written);
        length += written;
        return this;
    }

    private void Reserve(int count)
    {
        if (length + count > buffer.Length)
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + count));
    }
}
