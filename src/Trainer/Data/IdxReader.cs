using System.Buffers.Binary;
using System.IO.Compression;

namespace Sweep.Trainer.Data;

/// <summary>Reads one IDX file, plain or gzip (told by its first bytes, not its name), and believes nothing it does not find.</summary>
/// <remarks>The format: two zero bytes, a type code (8 = unsigned byte, 12 = int), the number of dimensions, each dimension as a
/// big-endian 32-bit number, then the values row-major, big-endian. Every byte goes from the stream straight into the result.</remarks>
internal sealed class IdxReader : IDisposable
{
    private const byte UnsignedByte = 8, Int32 = 12;
    private const string Damaged = "Delete the file and let it be fetched again, or replace it by a good copy.";
    private const string Different = "Put the published file in its place.";

    private const int Chunk = 1 << 20; // bytes read between two looks at the stop signal

    private readonly string dataset, path;
    private readonly CancellationToken stop;
    private readonly Stream stream;
    private uint gzipLength; // length before compression modulo 2^32, as the last four bytes of a gzip file say
    private long position; // bytes delivered

    private IdxReader(string dataset, string path, CancellationToken stop)
    {
        (this.dataset, this.path, this.stop) = (dataset, path, stop);
        stream = Open();
    }

    /// <summary>Reads (count, height, width) bytes.</summary>
    /// <exception cref="DatasetException">The file is missing, unreadable, cut, corrupt, too long or of another shape.</exception>
    public static byte[] ReadImages(string dataset, string path, int count, int height, int width, CancellationToken stop)
    {
        using var reader = new IdxReader(dataset, path, stop);
        reader.ReadHeader(UnsignedByte, [count, height, width], "images");
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * height * width)); // (count, height, width)
        reader.ReadValues(images, images.LongLength, 0);
        reader.ExpectEnd(images.LongLength);
        return images;
    }

    /// <summary>Reads (count) classes: bytes of an idx1 file, or the first of several numbers per row of an idx2-int file.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="count">Labels expected.</param>
    /// <param name="columns">1 for bytes.</param>
    /// <param name="firstLabel">The file's label of class 0.</param>
    /// <param name="classes">Labels must lie in [firstLabel, firstLabel + classes).</param>
    /// <param name="stop">Ends the reading early.</param>
    /// <exception cref="DatasetException">As for <see cref="ReadImages"/>, or a label out of range.</exception>
    public static byte[] ReadLabels(string dataset, string path, int count, int columns, int firstLabel, int classes,
        CancellationToken stop)
    {
        using var reader = new IdxReader(dataset, path, stop);
        byte[] labels = new byte[count];
        long length = count;
        if (columns == 1)
        {
            reader.ReadHeader(UnsignedByte, [count], "labels");
            reader.ReadValues(labels, length, 0);
            for (int i = 0; i < count; i++)
                labels[i] = reader.Class(labels[i], i, firstLabel, classes);
        }
        else
        {
            reader.ReadHeader(Int32, [count, columns], "labels");
            length = 4L * columns * count;
            byte[] row = new byte[4 * columns]; // (columns) of the current label
            for (int i = 0; i < count; i++)
            {
                reader.ReadValues(row, length, (long)i * row.Length);
                labels[i] = reader.Class(BinaryPrimitives.ReadInt32BigEndian(row), i, firstLabel, classes);
            }
        }
        reader.ExpectEnd(length);
        return labels;
    }

    public void Dispose() => stream.Dispose();

    private Stream Open()
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            if (gzip)
                gzipLength = LastNumber(file);
            file.Position = 0;
            return gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new DatasetException(dataset, path, $"{path} cannot be read: {e.Message}",
                "Check that the file is there and may be read.", e);
        }
    }

    private static uint LastNumber(FileStream file)
    {
        Span<byte> number = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - number.Length);
        bool whole = file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) == number.Length;
        return whole ? BinaryPrimitives.ReadUInt32LittleEndian(number) : 0;
    }

    private void ReadHeader(byte type, ReadOnlySpan<int> dimensions, string content)
    {
        Span<byte> magic = stackalloc byte[4];
        ReadHeaderBytes(magic);
        ReadOnlySpan<byte> expected = [0, 0, type, (byte)dimensions.Length];
        if (!magic.SequenceEqual(expected))
        {
            throw new DatasetException(dataset, path, $"{path} is not an IDX file of {content}: expected the magic number "
                + $"0x{Convert.ToHexString(expected)}, found 0x{Convert.ToHexString(magic)}.", Different);
        }

        int[] found = new int[dimensions.Length];
        Span<byte> number = stackalloc byte[4];
        for (int i = 0; i < found.Length; i++)
        {
            ReadHeaderBytes(number);
            found[i] = BinaryPrimitives.ReadInt32BigEndian(number);
        }
        if (!dimensions.SequenceEqual(found))
        {
            throw new DatasetException(dataset, path, $"{path} has other {content} than this dataset: expected {Shape(dimensions)}, found "
                + $"{Shape(found)}.", Different);
        }
    }

    private void ReadHeaderBytes(Span<byte> target)
    {
        if (Read(target) < target.Length)
        {
            throw new DatasetException(dataset, path, $"{path} is truncated: expected an IDX header, found the end of the file.",
                Damaged);
        }
    }

    private void ReadValues(Span<byte> target, long length, long before)
    {
        int read = 0;
        while (read < target.Length)
        {
            stop.ThrowIfCancellationRequested();
            int got = Read(target.Slice(read, Math.Min(Chunk, target.Length - read)));
            read += got;
            if (got > 0)
                continue;
            throw new DatasetException(dataset, path, $"{path} is truncated: expected {length} bytes of values after its header, found "
                + $"{before + read}.", Damaged);
        }
    }

    private void ExpectEnd(long length)
    {
        Span<byte> one = stackalloc byte[1];
        if (Read(one) != 0) // reading to the end also makes the decompressor check the checksum
        {
            throw new DatasetException(dataset, path, $"{path} is longer than it says: expected {length} bytes of values after its header, "
                + "found more.", Different);
        }
        if (stream is GZipStream && gzipLength != unchecked((uint)position)) // the decompressor does not mind a cut trailer
        {
            throw new DatasetException(dataset, path, $"{path} is corrupt or cut off: expected a gzip trailer with the length "
                + $"{unchecked((uint)position)}, found {gzipLength}.", Damaged + " If it is several gzip streams in a row, unpack it.");
        }
    }

    private int Read(Span<byte> target)
    {
        try
        {
            int read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            position += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(dataset, path, $"{path} is corrupt or cut off: expected a whole gzip stream, found one "
                + $"that does not decompress ({e.Message.TrimEnd('.')}).", Damaged, e);
        }
        catch (IOException e)
        {
            throw new DatasetException(dataset, path, $"{path} cannot be read: {e.Message}", "Check the disk and the permissions.", e);
        }
    }

    private byte Class(int label, int index, int firstLabel, int classes)
    {
        int value = unchecked(label - firstLabel);
        if (value >= 0 && value < classes)
            return (byte)value;
        throw new DatasetException(dataset, path, $"{path} has a label out of range: expected {firstLabel} to "
            + $"{firstLabel + classes - 1}, found {label} for image {index}.", Different);
    }

    private static string Shape(ReadOnlySpan<int> dimensions) => string.Join(" x ", dimensions.ToArray());
}
