using System.Buffers.Binary;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads one IDX file and believes nothing it does not find.</summary>
/// <remarks>The format: two zero bytes, a type code (8 = unsigned byte, 12 = int), the number of dimensions, each dimension as a
/// big-endian 32-bit number, then the values row-major, big-endian. Every byte goes from the stream straight into the result.</remarks>
internal sealed class IdxReader : IDisposable
{
    private const byte UnsignedByte = 8, Int32 = 12;

    private readonly string dataset, path;
    private readonly DataFileReader file;

    private IdxReader(string dataset, string path, CancellationToken stop)
    {
        (this.dataset, this.path) = (dataset, path);
        file = new DataFileReader(dataset, path, stop);
    }

    /// <summary>Reads (count, height, width) bytes.</summary>
    /// <exception cref="DatasetException">The file is missing, unreadable, cut, corrupt, too long or of another shape.</exception>
    public static byte[] ReadImages(string dataset, string path, int count, int height, int width, CancellationToken stop)
    {
        using var reader = new IdxReader(dataset, path, stop);
        reader.ReadHeader(UnsignedByte, [count, height, width], "images");
        byte[] images = GC.AllocateUninitializedArray<byte>(checked(count * height * width)); // (count, height, width)
        reader.ReadValues(images, images.LongLength, 0);
        reader.file.ExpectEnd(Values(images.LongLength));
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
        reader.file.ExpectEnd(Values(length));
        return labels;
    }

    public void Dispose() => file.Dispose();

    private void ReadHeader(byte type, ReadOnlySpan<int> dimensions, string content)
    {
        Span<byte> magic = stackalloc byte[4];
        ReadHeaderBytes(magic);
        ReadOnlySpan<byte> expected = [0, 0, type, (byte)dimensions.Length];
        if (!magic.SequenceEqual(expected))
        {
            throw new DatasetException(dataset, path, $"{path} is not an IDX file of {content}: expected the magic number "
                + $"0x{Convert.ToHexString(expected)}, found 0x{Convert.ToHexString(magic)}.", DataFileReader.Different);
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
                + $"{Shape(found)}.", DataFileReader.Different);
        }
    }

    private void ReadHeaderBytes(Span<byte> target)
    {
        if (file.Read(target) < target.Length)
            throw file.Truncated("an IDX header", "the end of the file");
    }

    private void ReadValues(Span<byte> target, long length, long before)
    {
        int read = file.Read(target);
        if (read < target.Length)
            throw file.Truncated(Values(length), before + read);
    }

    private static string Values(long length) => $"{length} bytes of values after its header";

    private byte Class(int label, int index, int firstLabel, int classes)
    {
        int value = unchecked(label - firstLabel);
        if (value >= 0 && value < classes)
            return (byte)value;
        throw new DatasetException(dataset, path, $"{path} has a label out of range: expected {firstLabel} to "
            + $"{firstLabel + classes - 1}, found {label} for image {index}.", DataFileReader.Different);
    }

    private static string Shape(ReadOnlySpan<int> dimensions) => string.Join(" x ", dimensions.ToArray());
}
