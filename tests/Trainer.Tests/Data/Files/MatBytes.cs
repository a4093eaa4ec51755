using System.Buffers.Binary;
using System.IO.Compression;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes MAT files of level 5.</summary>
/// <param name="isBigEndian">The byte order of their numbers.</param>
internal sealed class MatBytes(bool isBigEndian = false)
{
    public byte[] File(params byte[][] elements) =>
        [.. "MATLAB 5.0 MAT-file"u8, .. new byte[105], .. isBigEndian ? "\u0001\0MI"u8 : "\0\u0001IM"u8, .. elements.SelectMany(e => e)];

    /// <summary>An array: its class, dimensions and name, and the type and bytes of its values.</summary>
    public byte[] Array(byte kind, int[] dimensions, string name, int type, byte[] values) => Element(14,
    [
        .. Element(6, [.. Number(kind), .. Number(0)]), .. Element(5, [.. dimensions.SelectMany(Number)]),
        .. Element(1, System.Text.Encoding.ASCII.GetBytes(name)), .. Element(type, values),
    ]);

    public byte[] Compressed(byte[] element)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest))
            zlib.Write(element);
        byte[] content = memory.ToArray();
        return [.. Number(15), .. Number(content.Length), .. content]; // without padding
    }

    public byte[] Number(int number)
    {
        byte[] bytes = new byte[4];
        if (isBigEndian)
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        else
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    public byte[] Double(double number)
    {
        byte[] bytes = new byte[8];
        if (isBigEndian)
            BinaryPrimitives.WriteDoubleBigEndian(bytes, number);
        else
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return bytes;
    }

    // At most four bytes are packed into the tag, as MATLAB and scipy do.
    private byte[] Element(int type, byte[] data) => data.Length <= 4
        ? [.. Number((data.Length << 16) | type), .. data, .. new byte[4 - data.Length]]
        : [.. Number(type), .. Number(data.Length), .. data, .. new byte[-data.Length & 7]];
}
