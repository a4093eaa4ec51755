using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads the numeric arrays of a MAT file of level 5 (MATLAB 5 to 7, scipy's <c>savemat</c>), compressed or not, of either byte
/// order, one after the other.</summary>
/// <remarks>MathWorks: MAT-File Format, chapter "Level 5 MAT-File Format". A header of 128 bytes; then elements of a type, a length and
/// data padded to 8 bytes, or of at most 4 bytes packed into one word. An array is an element (14) of flags with its class, dimensions,
/// name and values, column-major; it may be compressed by zlib (15). The file itself may be gzip, too.</remarks>
internal sealed class MatReader : IDisposable
{
    private const int Matrix = 14, Compressed = 15, Int8 = 1, Int32 = 5, UInt32 = 6, MaximumDimensions = 32, MaximumName = 1024;
    private const byte UInt8Class = 9;

    private static readonly string[] Classes =
    [
        "nothing", "cell", "struct", "object", "char", "sparse", "double", "single", "int8", "uint8", "int16", "uint16", "int32", "uint32",
        "int64", "uint64",
    ];

    private readonly string dataset, path;
    private readonly DataFileReader file;
    private readonly bool isBigEndian;
    private LimitedStream? element; // of the array that is read
    private Stream body = Stream.Null; // its content, decompressed
    private byte arrayClass;
    private bool isRead; // whether the array's values were

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="DatasetException">It cannot be read or is no MAT file of level 5.</exception>
    public MatReader(string dataset, string path, CancellationToken stop)
    {
        (this.dataset, this.path) = (dataset, path);
        file = new DataFileReader(dataset, path, stop);
        try
        {
            isBigEndian = ReadHeader();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The name of the array.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its dimensions; the first moves fastest.</summary>
    public int[] Dimensions { get; private set; } = [];

    /// <summary>Goes on to the next array.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="DatasetException">The file is damaged, cut off, or holds something else than arrays.</exception>
    public bool Next()
    {
        Leave();
        Span<byte> tag = stackalloc byte[8];
        int read = file.Read(tag);
        if (read == 0)
        {
            file.ExpectEnd("MAT arrays");
            return false;
        }
        if (read < tag.Length)
            throw Truncated();
        isRead = false;
        uint type = Number(tag), length = Number(tag[4..]);
        element = new LimitedStream(file, length);
        body = element;
        if (type == Compressed)
        {
            body = new ZLibStream(element, CompressionMode.Decompress, leaveOpen: true);
            Fill(tag);
            type = Number(tag);
        }
        if (type != Matrix)
            throw Damaged($"expected an array, found an element of type {type}");
        ReadArrayHeader();
        return true;
    }

    /// <summary>Reads an array of uint8 of known dimensions.</summary>
    /// <param name="target">Gets its values, the first dimension moving fastest.</param>
    /// <param name="dimensions">Their product is the length of <paramref name="target"/>.</param>
    /// <exception cref="DatasetException">It is of another class or has other dimensions, or is damaged.</exception>
    public void ReadBytes(Span<byte> target, params int[] dimensions)
    {
        string expected = $"uint8 of {string.Join(" x ", dimensions)}";
        if (arrayClass != UInt8Class || !Dimensions.SequenceEqual(dimensions))
            throw Different(expected);
        (uint type, uint length, byte[]? packed) = ReadTag();
        if (type != 2 || length != target.Length)
            throw Damaged($"expected {target.Length} bytes of type 2 in array {Name}, found {length} of type {type}");
        if (packed is not null)
            packed.CopyTo(target);
        else
            Fill(target);
        isRead = true;
    }

    /// <summary>Reads a vector of numbers.</summary>
    /// <param name="count">How many it must have, as a column or a row.</param>
    /// <exception cref="DatasetException">It is no vector of this length, or is damaged.</exception>
    public double[] ReadNumbers(int count)
    {
        if (Dimensions.Length != 2 || !Dimensions.Contains(1) || Dimensions.Max() != count)
            throw Different($"{count} numbers");
        (uint type, uint length, byte[]? packed) = ReadTag();
        int size = type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 or 12 or 13 => 8, _ => 0 };
        if (size == 0 || length != (long)size * count)
            throw Damaged($"expected {count} numbers in array {Name}, found {length} bytes of type {type}");
        byte[] bytes = packed ?? new byte[length];
        if (packed is null)
            Fill(bytes);
        isRead = true;
        double[] numbers = new double[count];
        var elements = new NumpyType(type switch { 7 or 9 => 'f', 2 or 4 or 6 or 13 => 'u', _ => 'i' }, size) { IsBigEndian = isBigEndian };
        for (int i = 0; i < count; i++)
            numbers[i] = elements.Number(bytes.AsSpan(i * size, size));
        return numbers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        body.Dispose();
        file.Dispose();
    }

    // Reads on to the end of the element, so that zlib's checksum is compared and a file that ends early is told.
    private void Leave()
    {
        if (element is null)
            return;
        Span<byte> rest = stackalloc byte[8];
        if (isRead && ReadBody(rest) == rest.Length) // padding is shorter
            throw Damaged($"array {Name} is longer than it says");
        body.Dispose();
        Span<byte> skipped = stackalloc byte[4096];
        while (element.Remaining > 0)
        {
            if (element.Read(skipped) == 0)
                throw Truncated();
        }
    }

    private bool ReadHeader()
    {
        Span<byte> header = stackalloc byte[128];
        int read = file.Read(header);
        if (read < header.Length)
            throw file.Truncated("a MAT header of 128 bytes", read);
        bool isLittle = header[126..].SequenceEqual("IM"u8), isBig = header[126..].SequenceEqual("MI"u8);
        int version = header[isBig ? 124 : 125];
        if ((isLittle || isBig) && version == 1)
            return isBig;
        string found = header.StartsWith("MATLAB 7.3"u8) ? "one of version 7.3 (HDF5)" : "another file";
        throw new DatasetException(dataset, path, $"{path} is no MAT file of level 5: expected version 1 and the mark IM or MI, found "
            + $"{found}.", DataFileReader.Different);
    }

    private void ReadArrayHeader()
    {
        byte[] flags = ReadSmall(UInt32, 8, "flags");
        uint word = flags.Length == 8 ? Number(flags) : throw Damaged("an array has no flags");
        arrayClass = (byte)(word & 0xFF);
        byte[] sides = ReadSmall(Int32, 4 * MaximumDimensions, "dimensions");
        Dimensions = [.. sides.Chunk(4).Where(side => side.Length == 4).Select(side => unchecked((int)Number(side)))];
        Name = Encoding.ASCII.GetString(ReadSmall(Int8, MaximumName, "a name"));
        if (arrayClass is < 6 or > 15 || (word & 0x800) != 0)
        {
            string found = arrayClass >= Classes.Length ? "unknown" : (word & 0x800) != 0 ? "complex" : Classes[arrayClass];
            throw new DatasetException(dataset, path, $"{path} holds an array {Name} of class {found}: expected numbers.",
                DataFileReader.Different);
        }
        if (Dimensions.Length < 2 || Dimensions.Any(side => side < 0))
            throw Damaged($"array {Name} has dimensions {string.Join(" x ", Dimensions)}");
    }

    private byte[] ReadSmall(int type, int maximum, string what)
    {
        (uint found, uint length, byte[]? packed) = ReadTag();
        if (found != type || length > maximum)
            throw Damaged($"expected {what} of at most {maximum} bytes, found {length} bytes of type {found}");
        if (packed is not null)
            return packed;
        byte[] bytes = new byte[length];
        Fill(bytes);
        Fill(stackalloc byte[(int)(-length & 7)]);
        return bytes;
    }

    // Type and length of an element; its bytes where they are packed into the tag.
    private (uint Type, uint Length, byte[]? Packed) ReadTag()
    {
        Span<byte> tag = stackalloc byte[8];
        Fill(tag);
        uint first = Number(tag);
        uint packed = first >> 16;
        if (packed == 0)
            return (first, Number(tag[4..]), null);
        return packed <= 4 ? (first & 0xFFFF, packed, tag.Slice(4, (int)packed).ToArray())
            : throw Damaged($"an element of {packed} bytes is packed into 4");
    }

    private uint Number(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private void Fill(Span<byte> target)
    {
        if (ReadBody(target) < target.Length)
            throw Truncated();
    }

    private int ReadBody(Span<byte> target)
    {
        try
        {
            return body.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(dataset, path, $"{path} is corrupt or cut off: array {Name} does not decompress "
                + $"({e.Message.TrimEnd('.')}).", DataFileReader.Damaged, e);
        }
    }

    private DatasetException Truncated() => file.Truncated("a whole MAT file", $"its end after {file.Position} bytes");

    private DatasetException Damaged(string problem) =>
        new(dataset, path, $"{path} is damaged: {problem}.", DataFileReader.Damaged);

    private DatasetException Different(string expected) => new(dataset, path, $"{path} has another array {Name} than this dataset: "
        + $"expected {expected}, found {Classes[arrayClass]} of {string.Join(" x ", Dimensions)}.", DataFileReader.Different);
}
