using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Planning;

/// <summary>SHA-256 of UTF-8 text, cut to 128 bits (ids) or 64 bits (stream keys). Frozen: a change would re-run every stored trial.</summary>
internal static class ContentHash
{
    public static string Hex(string text)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    public static ulong Bits64(string text)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }
}
