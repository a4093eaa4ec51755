using System.Buffers.Binary;
using System.Numerics;

namespace Sweep.Import.TensorBoard;

/// <summary>The records of a TFRecord file: length (8 bytes), masked CRC-32C of the length, content, masked CRC-32C of the
/// content.</summary>
/// <remarks>Format: tensorflow/core/lib/io/record_writer.h. A record of more than 16 MiB holds pictures or sound and is skipped
/// unread.</remarks>
internal static class RecordFile
{
    private const int HeaderLength = 12;
    private const int FooterLength = 4;
    private const int LongestRecord = 16 << 20;

    /// <summary>Whether a file begins with the header of a record.</summary>
    public static bool IsOne(string path)
    {
        using var file = File.OpenRead(path);
        byte[] header = new byte[HeaderLength];
        return file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) == HeaderLength && IsIntact(header);
    }

    /// <summary>Reads all records in order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Takes the content of each.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Whether the last record is whole; a writer that was killed, or still writes, leaves half of one.</returns>
    /// <exception cref="InvalidDataException">A record is damaged.</exception>
    public static bool Read(string path, Action<ReadOnlySpan<byte>> read, CancellationToken cancellation)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        byte[] header = new byte[HeaderLength];
        byte[] buffer = new byte[1 << 12];
        for (long start = 0; start < file.Length; start = file.Position)
        {
            cancellation.ThrowIfCancellationRequested();
            if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength)
                return false;
            if (!IsIntact(header))
                throw Damaged(path, start, "the checksum of its length does not match");
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            if (length > (ulong)Math.Max(0, file.Length - file.Position - FooterLength))
                return false;
            if (length > LongestRecord)
            {
                file.Seek((long)length + FooterLength, SeekOrigin.Current);
                continue;
            }
            int whole = (int)length + FooterLength;
            if (buffer.Length < whole)
                buffer = new byte[Math.Max(whole, 2 * buffer.Length)];
            if (file.ReadAtLeast(buffer.AsSpan(0, whole), whole, throwOnEndOfStream: false) < whole)
                return false;
            var content = buffer.AsSpan(0, (int)length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan((int)length)) != MaskedChecksum(content))
                throw Damaged(path, start, "its checksum does not match");
            try
            {
                read(content);
            }
            catch (InvalidDataException e)
            {
                throw Damaged(path, start, e.Message);
            }
        }
        return true;
    }

    /// <summary>CRC-32C, rotated and with a constant added, since checksums of data that hold checksums are no good.</summary>
    public static uint MaskedChecksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
            crc = BitOperations.Crc32C(crc, value);
        return unchecked(BitOperations.RotateRight(~crc, 15) + 0xA282EAD8u);
    }

    private static bool IsIntact(byte[] header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) == MaskedChecksum(header.AsSpan(0, 8));

    private static InvalidDataException Damaged(string path, long start, string what) =>
        new($"{path}: the record at byte {start} is damaged: {what}. Copy the file anew, or move it away to import the others.");
}
