using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sweep.Trainer.Data.Files;

/// <summary>An array in NumPy's format, in memory.</summary>
/// <remarks>numpy.lib.format, versions 1.0 to 3.0. Integers, floating-point numbers and booleans in either byte order; no pickled
/// objects.</remarks>
internal sealed partial class NpyArray
{
    private const int LongestHeader = 1 << 16;

    private readonly byte[] bytes;
    private readonly Func<ReadOnlySpan<byte>, double> read;
    private readonly int itemSize;

    private NpyArray(byte[] bytes, string type, int itemSize, Func<ReadOnlySpan<byte>, double> read, int[] shape, long[] strides)
    {
        (this.bytes, Type, this.itemSize, this.read, Shape, Strides) = (bytes, type, itemSize, read, shape, strides);
    }

    /// <summary>As NumPy names it, without the byte order: "u1", "f4".</summary>
    public string Type { get; }

    /// <summary>Lengths of the axes.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Elements between two neighbours along each axis.</summary>
    public IReadOnlyList<long> Strides { get; }

    /// <summary>Whether elements are whole numbers by their type.</summary>
    public bool IsWhole => Type[0] != 'f';

    /// <summary>An element by its place in memory.</summary>
    public double At(long place) => read(bytes.AsSpan((int)(place * itemSize), itemSize));

    /// <summary>Reads an array.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file, or the archive and its member; named in errors.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="length">How many bytes there are at most.</param>
    /// <exception cref="DatasetException">It is no such array, is damaged, or has elements of another kind.</exception>
    public static NpyArray Read(string dataset, string path, Stream stream, long length)
    {
        byte[] start = Exactly(10);
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
            throw Error($"{path} is no NumPy array: expected its first bytes to be \\x93NUMPY.", DataFileReader.Different);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)), headerStart = 10;
        if (start[6] is not (1 or 2 or 3))
            throw Error($"{path} has the format version {start[6]}.{start[7]}; known are 1.0, 2.0 and 3.0.", "Write it by numpy.save.");
        if (start[6] > 1)
        {
            uint wide = BinaryPrimitives.ReadUInt32LittleEndian([.. start.AsSpan(8), .. Exactly(2)]);
            (headerLength, headerStart) = ((int)Math.Min(wide, int.MaxValue), 12);
        }
        if (headerLength > LongestHeader)
            throw Error($"{path} has a header of {headerLength} bytes; an array of numbers has a short one.", DataFileReader.Damaged);
        string header = Encoding.Latin1.GetString(Exactly(headerLength));
        var descr = Descr().Match(header);
        var order = FortranOrder().Match(header);
        var shapeText = ShapeOf().Match(header);
        if (!order.Success || !shapeText.Success || !header.Contains("'descr'", StringComparison.Ordinal))
            throw Error($"{path} has no readable header: {header.Trim()}.", DataFileReader.Damaged);
        if (!descr.Success)
            throw Error($"{path} has records with several fields.", "Store each field as an array of its own.");
        string type = descr.Groups["type"].Value;
        bool isBig = descr.Groups["order"].Value == ">";
        if (type[0] == 'O')
            throw Error($"{path} holds pickled Python objects, which can run any program and are not read.", "Store numbers.");
        if (Reader(type, isBig) is not { } read)
            throw Error($"{path} has elements of the type '{type}'; known are b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8.",
                "Convert it by astype.");

        int itemSize = type[1] - '0';
        double wanted = itemSize;
        var shape = new List<int>();
        foreach (string part in shapeText.Groups["shape"].Value.Split(',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent))
                throw Error($"{path} has the shape ({shapeText.Groups["shape"].Value}).", DataFileReader.Damaged);
            shape.Add(extent);
            wanted *= extent;
        }
        long left = length - headerStart - headerLength;
        if (wanted != left || wanted > Array.MaxLength)
        {
            throw Error(string.Create(CultureInfo.InvariantCulture, $"{path} is not whole or too large: its header says {wanted:0} bytes "
                + $"of elements, and there are {left} (at most {Array.MaxLength} can be read)."), DataFileReader.Damaged);
        }
        byte[] bytes = Exactly((int)wanted);
        if (stream.ReadByte() >= 0)
            throw Error($"{path} is longer than it says.", DataFileReader.Damaged);
        return new NpyArray(bytes, type, itemSize, read, [.. shape], Steps(shape, order.Groups["order"].Value == "True"));

        byte[] Exactly(int count)
        {
            byte[] part = new byte[count];
            try
            {
                stream.ReadExactly(part);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                throw new DatasetException(dataset, path, $"{path} is damaged or cut off.", DataFileReader.Damaged, e);
            }
            return part;
        }

        DatasetException Error(string problem, string remedy) => new(dataset, path, problem, remedy);
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static long[] Steps(List<int> shape, bool isFortran)
    {
        long[] strides = new long[shape.Count];
        long step = 1;
        foreach (int axis in isFortran ? Enumerable.Range(0, shape.Count) : Enumerable.Range(0, shape.Count).Reverse())
            (strides[axis], step) = (step, step * shape[axis]);
        return strides;
    }

    private static Func<ReadOnlySpan<byte>, double>? Reader(string type, bool isBig) => type switch
    {
        "b1" or "u1" => item => item[0],
        "i1" => item => unchecked((sbyte)item[0]),
        "i2" => item => isBig ? BinaryPrimitives.ReadInt16BigEndian(item) : BinaryPrimitives.ReadInt16LittleEndian(item),
        "i4" => item => isBig ? BinaryPrimitives.ReadInt32BigEndian(item) : BinaryPrimitives.ReadInt32LittleEndian(item),
        "i8" => item => isBig ? BinaryPrimitives.ReadInt64BigEndian(item) : BinaryPrimitives.ReadInt64LittleEndian(item),
        "u2" => item => isBig ? BinaryPrimitives.ReadUInt16BigEndian(item) : BinaryPrimitives.ReadUInt16LittleEndian(item),
        "u4" => item => isBig ? BinaryPrimitives.ReadUInt32BigEndian(item) : BinaryPrimitives.ReadUInt32LittleEndian(item),
        "u8" => item => isBig ? BinaryPrimitives.ReadUInt64BigEndian(item) : BinaryPrimitives.ReadUInt64LittleEndian(item),
        "f2" => item => (double)(isBig ? BinaryPrimitives.ReadHalfBigEndian(item) : BinaryPrimitives.ReadHalfLittleEndian(item)),
        "f4" => item => isBig ? BinaryPrimitives.ReadSingleBigEndian(item) : BinaryPrimitives.ReadSingleLittleEndian(item),
        "f8" => item => isBig ? BinaryPrimitives.ReadDoubleBigEndian(item) : BinaryPrimitives.ReadDoubleLittleEndian(item),
        _ => null,
    };

    [GeneratedRegex(@"'descr'\s*:\s*'(?<order>[<>|=]?)(?<type>[A-Za-z]\d*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(?<order>True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape'\s*:\s*\((?<shape>[^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex ShapeOf();
}
