using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Weights;

/// <summary>Writes tensors as NPZ: a ZIP archive with one NPY file for each, which <c>numpy.load</c> reads. Equal tensors make equal
/// files.</summary>
/// <remarks>numpy.org, numpy.lib.format, version 1.0: a magic number, the length of a header, the header as a Python dictionary, padded
/// with blanks to a multiple of 64 bytes and ended by a line feed, then the numbers, little-endian and row by row.</remarks>
internal static class NumpyArchive
{
    private const int Alignment = 64;

    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    private static readonly DateTimeOffset Unchanging = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the first that ZIP knows

    /// <summary>Writes tensors in single precision, not compressed.</summary>
    public static void Write(Stream file, IReadOnlyList<NamedTensor> tensors)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var tensor in tensors)
        {
            var entry = archive.CreateEntry($"{tensor.Name}.npy", CompressionLevel.NoCompression);
            entry.LastWriteTime = Unchanging;
            using var member = entry.Open();
            member.Write(Header(tensor.Shape));
            member.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
        }
    }

    private static byte[] Header(IReadOnlyList<int> shape)
    {
        string sizes = string.Concat(shape.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s}, ")));
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({(shape.Count > 1 ? sizes[..^2] : sizes.TrimEnd())}), }}";
        int unpadded = Magic.Length + sizeof(ushort) + text.Length + 1;
        text = text.PadRight(text.Length + (Alignment - unpadded % Alignment) % Alignment) + "\n";
        byte[] header = new byte[Magic.Length + sizeof(ushort) + text.Length];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, header.AsSpan(Magic.Length + sizeof(ushort)));
        return header;
    }
}
