using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads a file of one NumPy array (NPY).</summary>
/// <remarks>numpy.lib.format, versions 1.0 to 3.0. Integers, floating-point numbers and booleans in either byte order; no pickled
/// objects.</remarks>
internal static partial class NpyReader
{
    private const int LongestHeader = 1 << 16;
    private const string Again = "Write it again by numpy.save or numpy.savez.";

    /// <summary>Reads an array.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file, or the archive and its member; named in errors.</param>
    /// <param name="stream">Its bytes.</param>
    /// <param name="length">How many bytes there are at most.</param>
    /// <exception cref="DatasetException">It is no such array, is damaged, or has elements of another kind.</exception>
    public static NumpyArray Read(string dataset, string path, Stream stream, long length)
    {
        byte[] start = Exactly(10);
        if (!start.AsSpan(0, 6).SequenceEqual(Magic))
            throw Error($"{path} is no NumPy array: expected its first bytes to be \\x93NUMPY.", Again);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)), headerStart = 10;
        if (start[6] is not (1 or 2 or 3))
            throw Error($"{path} has the format version {start[6]}.{start[7]}; known are 1.0, 2.0 and 3.0.", Again);
        if (start[6] > 1)
        {
            uint wide = BinaryPrimitives.ReadUInt32LittleEndian([.. start.AsSpan(8), .. Exactly(2)]);
            (headerLength, headerStart) = ((int)Math.Min(wide, int.MaxValue), 12);
        }
        if (headerLength > LongestHeader)
            throw Error($"{path} has a header of {headerLength} bytes; an array of numbers has a short one.", Again);
        string header = Encoding.Latin1.GetString(Exactly(headerLength));
        var descr = Descr().Match(header);
        var order = FortranOrder().Match(header);
        var shapeText = ShapeOf().Match(header);
        if (!order.Success || !shapeText.Success || !header.Contains("'descr'", StringComparison.Ordinal))
            throw Error($"{path} has no readable header: {header.Trim()}.", Again);
        if (!descr.Success)
            throw Error($"{path} has records with several fields.", "Store each field as an array of its own.");
        string code = descr.Groups["type"].Value;
        string kind = code.TrimStart('<', '>', '|', '=');
        if (kind[0] == 'O')
            throw Error($"{path} holds pickled Python objects, which can run any program and are not read.", "Store numbers.");
        if (NumpyType.Parse(code) is not { } type)
            throw Error($"{path} has elements of the type '{kind}'; known are b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8.",
                "Convert it by astype.");

        double wanted = type.Size;
        var shape = new List<int>();
        foreach (string part in shapeText.Groups["shape"].Value.Split(',',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int extent))
                throw Error($"{path} has the shape ({shapeText.Groups["shape"].Value}).", Again);
            shape.Add(extent);
            wanted *= extent;
        }
        long left = length - headerStart - headerLength;
        if (wanted != left || wanted > Array.MaxLength)
        {
            throw Error(string.Create(CultureInfo.InvariantCulture, $"{path} is not whole or too large: its header says {wanted:0} bytes "
                + $"of elements, and there are {left} (at most {Array.MaxLength} can be read)."), Again);
        }
        byte[] bytes = Exactly((int)wanted);
        if (stream.ReadByte() >= 0)
            throw Error($"{path} is longer than it says.", Again);
        return new NumpyArray(type, [.. shape], order.Groups["order"].Value == "True", bytes);

        byte[] Exactly(int count)
        {
            byte[] part = new byte[count];
            try
            {
                stream.ReadExactly(part);
            }
            catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
            {
                throw new DatasetException(dataset, path, $"{path} is damaged or cut off.", Again, e);
            }
            return part;
        }

        DatasetException Error(string problem, string remedy) => new(dataset, path, problem, remedy);
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    [GeneratedRegex(@"'descr'\s*:\s*'(?<type>[<>|=]?[A-Za-z]\d*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(?<order>True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape'\s*:\s*\((?<shape>[^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex ShapeOf();
}
