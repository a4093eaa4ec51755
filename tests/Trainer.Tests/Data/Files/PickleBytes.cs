using System.Buffers.Binary;
using System.Text;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes pickles of protocol 2 as Python 2 does, which CIFAR's files are from: texts are bytes.</summary>
internal static class PickleBytes
{
    /// <summary>A file with one value.</summary>
    public static byte[] Of(byte[] value) => [0x80, 2, .. value, (byte)'.'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] entries) =>
        [.. "}("u8, .. entries.SelectMany(entry => (byte[])[.. Text(entry.Key), .. entry.Value]), (byte)'u'];

    public static byte[] List(params int[] numbers) => [.. "]("u8, .. numbers.SelectMany(Number), (byte)'e'];

    public static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Encoding.Latin1.GetBytes(text)];

    public static byte[] Number(int number) => [(byte)'J', .. Four(number)];

    /// <summary>An array of uint8.</summary>
    public static byte[] Array(byte[] values, params int[] shape) => Array(values, "u1", shape);

    public static byte[] Array(byte[] values, string type, int[] shape) =>
    [
        .. "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tU\u0001btR("u8, .. Number(1),
        .. "("u8, .. shape.SelectMany(Number), .. "tcnumpy\ndtype\n("u8, .. Text(type), .. "K\0K\u0001tR(K\u0003U\u0001|NNN"u8,
        .. Number(-1), .. Number(-1), .. "K\0tb"u8, 0x89, (byte)'T', .. Four(values.Length), .. values, .. "tb"u8,
    ];

    private static byte[] Four(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }
}
