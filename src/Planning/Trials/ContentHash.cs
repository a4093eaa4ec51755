using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Planning.Trials;

/// <summary>SHA-256 of UTF-8 text, cut to 128 bits (ids) or 64 bits (stream keys). Frozen: a change would re-run every stored
/// trial.</summary>
internal static class ContentHash
{
    /// <summary>The prefix and 32 lowercase hexadecimal digits.</summary>
    public static string Id(string prefix, ReadOnlySpan<byte> utf8)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(utf8, digest);
        Span<char> id = stackalloc char[prefix.Length + 32];
        prefix.CopyTo(id);
        Convert.TryToHexStringLower(digest[..16], id[prefix.Length..], out _);
        return new string(id);
    }

    public static string Id(string prefix, string text) => Id(prefix, Encoding.UTF8.GetBytes(text));

    public static ulong Bits64(ReadOnlySpan<byte> utf8)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(utf8, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    public static ulong Bits64(string text) => Bits64(Encoding.UTF8.GetBytes(text));
}
