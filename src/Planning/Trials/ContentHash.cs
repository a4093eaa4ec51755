using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Planning;

/// <summary>SHA-256 of UTF-8 text, cut to 128 bits (ids) or 64 bits (stream keys). Frozen: a change would re-run every stored trial.</summary>
internal static class ContentHash
{
    private const int StackLimit = 2048; // bytes

    /// <summary>The prefix and 32 lowercase hexadecimal digits.</summary>
    public static string Id(string prefix, ReadOnlySpan<char> text)
    {
        Span<byte> digest = stackalloc byte[32];
        Hash(text, digest);
        Span<char> id = stackalloc char[prefix.Length + 32];
        prefix.CopyTo(id);
        Convert.TryToHexStringLower(digest[..16], id[prefix.Length..], out _);
        return new string(id);
    }

    public static ulong Bits64(ReadOnlySpan<char> text)
    {
        Span<byte> digest = stackalloc byte[32];
        Hash(text, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    private static void Hash(ReadOnlySpan<char> text, Span<byte> digest)
    {
        int limit = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = limit <= StackLimit ? stackalloc byte[StackLimit] : new byte[limit];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(text, bytes)], digest);
    }
}
