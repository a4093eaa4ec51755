using System.IO.Compression;
using System.Text;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes NumPy's files.</summary>
internal static class NpyBytes
{
    /// <summary>An array of any elements, as numpy.lib.format describes it.</summary>
    public static byte[] Of(string descr, string shape, byte[] elements, bool fortran = false, int version = 1)
    {
        string header = $"{{'descr': {descr}, 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}";
        int lengthBytes = version == 1 ? 2 : 4;
        header = header.PadRight(128 - 9 - lengthBytes) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. elements];
    }

    public static byte[] Floats(string shape, params float[] values) => Of("'<f4'", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static byte[] Longs(string shape, params long[] values) => Of("'<i8'", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    public static byte[] Bytes(string shape, params byte[] values) => Of("'|u1'", shape, values);

    /// <summary>An NPZ.</summary>
    public static byte[] Archive(params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using Stream entry = zip.CreateEntry(name + ".npy").Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }
}
