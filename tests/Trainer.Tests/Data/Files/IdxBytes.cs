using System.Buffers.Binary;
using System.IO.Compression;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes IDX files of the shape that tests need.</summary>
internal static class IdxBytes
{
    public static byte[] Of(byte type, int[] dimensions, byte[] values)
    {
        byte[] header = new byte[4 + 4 * dimensions.Length];
        (header[2], header[3]) = (type, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), dimensions[i]);
        return [.. header, .. values];
    }

    public static byte[] Images(int count, int height, int width) => Of(8, [count, height, width], Pixels(count * height * width));

    public static byte[] Labels(params byte[] labels) => Of(8, [labels.Length], labels);

    public static byte[] Pixels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7 % 251))];

    public static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
            gzip.Write(content);
        return memory.ToArray();
    }
}
