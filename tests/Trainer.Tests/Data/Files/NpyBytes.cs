using System.Text;
using Sweep.Trainer.Data.Files;

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

    /// <summary>An NPZ as numpy.savez writes it: stored, and in each local header the sizes in an extra field of 64 bits (APPNOTE 4.5.3).
    /// </summary>
    public static byte[] Zip64Archive(params (string Name, byte[] Content)[] members)
    {
        List<byte> archive = [], directory = [];
        foreach (var (name, content) in members)
        {
            byte[] file = [.. Encoding.ASCII.GetBytes(name), .. ".npy"u8], size = BitConverter.GetBytes((long)content.Length);
            byte[] common = [0, 0, 0, 0, 0, 0, 0x21, 0, .. BitConverter.GetBytes(Crc32.Compute(content))]; // flags, stored, time, date
            byte[] nameLength = BitConverter.GetBytes((ushort)file.Length), place = BitConverter.GetBytes(archive.Count);
            byte[] unknown = [0xFF, 0xFF, 0xFF, 0xFF];
            archive.AddRange([.. "PK\u0003\u0004"u8, 45, 0, .. common, .. unknown, .. unknown, .. nameLength, 20, 0, .. file,
                1, 0, 16, 0, .. size, .. size, .. content]);
            directory.AddRange([.. "PK\u0001\u0002"u8, 45, 0, 45, 0, .. common, .. size[..4], .. size[..4], .. nameLength,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. place, .. file]);
        }
        byte[] count = BitConverter.GetBytes((ushort)members.Length);
        return [.. archive, .. directory, .. "PK\u0005\u0006"u8, 0, 0, 0, 0, .. count, .. count, .. BitConverter.GetBytes(directory.Count),
            .. BitConverter.GetBytes(archive.Count), 0, 0];
    }

    /// <summary>An NPZ.</summary>
    public static byte[] Archive(params (string Name, byte[] Content)[] members) =>
        ZipBytes.Of([.. members.Select(member => (member.Name + ".npy", member.Content))]);
}
