using System.Buffers.Binary;
using System.Globalization;

namespace Sweep.Trainer.Data.Files;

/// <summary>The type of the values of a NumPy array, or of another array of numbers.</summary>
/// <param name="kind">'b' (bool), 'i', 'u' or 'f'.</param>
/// <param name="size">Bytes of a value: 1, 2, 4 or 8.</param>
internal sealed class NumpyType(char kind, int size)
{
    public char Kind => kind;

    public int Size => size;

    public bool IsBigEndian { get; set; }

    /// <summary>Reads a code such as "u1" or "&lt;f8"; null if it is none of a number.</summary>
    public static NumpyType? Parse(string code)
    {
        ReadOnlySpan<char> rest = code.AsSpan().TrimStart("<>|=");
        if (rest.Length != 2 || !"biuf".Contains(rest[0]) || !"1248".Contains(rest[1]) || (rest[0] == 'b' && rest[1] != '1')
            || (rest[0] == 'f' && rest[1] == '1'))
            return null;
        return new NumpyType(rest[0], rest[1] - '0') { IsBigEndian = code[0] == '>' };
    }

    /// <summary>A whole number or bool.</summary>
    /// <exception cref="OverflowException">It has more than 63 bits.</exception>
    public long Integer(ReadOnlySpan<byte> value)
    {
        Span<byte> little = stackalloc byte[8];
        little.Fill(kind == 'i' && value[IsBigEndian ? 0 : ^1] >= 128 ? byte.MaxValue : (byte)0); // the sign goes on to the left
        for (int i = 0; i < size; i++)
            little[i] = value[IsBigEndian ? size - 1 - i : i];
        long number = BinaryPrimitives.ReadInt64LittleEndian(little);
        return kind == 'u' && number < 0 ? throw new OverflowException() : number;
    }

    /// <summary>A value of any type, rounded to double precision.</summary>
    public double Number(ReadOnlySpan<byte> value) => (kind, size, IsBigEndian) switch
    {
        ('f', 2, false) => (double)BinaryPrimitives.ReadHalfLittleEndian(value),
        ('f', 2, true) => (double)BinaryPrimitives.ReadHalfBigEndian(value),
        ('f', 4, false) => BinaryPrimitives.ReadSingleLittleEndian(value),
        ('f', 4, true) => BinaryPrimitives.ReadSingleBigEndian(value),
        ('f', _, false) => BinaryPrimitives.ReadDoubleLittleEndian(value),
        ('f', _, true) => BinaryPrimitives.ReadDoubleBigEndian(value),
        ('u', 8, false) => BinaryPrimitives.ReadUInt64LittleEndian(value),
        ('u', 8, true) => BinaryPrimitives.ReadUInt64BigEndian(value),
        _ => Integer(value),
    };

    public override string ToString() => kind switch
    {
        'b' => "bool",
        'f' => string.Create(CultureInfo.InvariantCulture, $"float{8 * size}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(kind == 'u' ? "u" : "")}int{8 * size}"),
    };
}

/// <summary>A NumPy array, of a pickle or of a file.</summary>
/// <param name="Type">Of its values.</param>
/// <param name="Shape">Its dimensions; their product times the bytes of a value is the length of <paramref name="Values"/>.</param>
/// <param name="IsColumnMajor">Whether the first index moves fastest.</param>
/// <param name="Values">The bytes of its values.</param>
internal sealed record NumpyArray(NumpyType Type, int[] Shape, bool IsColumnMajor, byte[] Values)
{
    /// <summary>Elements between two neighbours along each dimension.</summary>
    public IReadOnlyList<long> Strides => field ??= Steps(Shape, IsColumnMajor);

    public override string ToString() => $"{Type} of {string.Join(" x ", Shape)}";

    /// <summary>An element.</summary>
    /// <param name="place">Its number in the order of <see cref="Values"/>.</param>
    public double At(long place) => Type.Number(Values.AsSpan((int)(place * Type.Size), Type.Size));

    /// <summary>The bytes of its values, the last index moving fastest.</summary>
    public byte[] RowMajor()
    {
        if (!IsColumnMajor || Shape.Length < 2 || Values.Length == 0)
            return Values;
        byte[] rows = new byte[Values.Length];
        int[] index = new int[Shape.Length];
        for (int place = 0; place < rows.Length; place += Type.Size)
        {
            int from = 0;
            for (int d = Shape.Length - 1; d >= 0; d--)
                from = from * Shape[d] + index[d];
            Values.AsSpan(from * Type.Size, Type.Size).CopyTo(rows.AsSpan(place));
            for (int d = Shape.Length - 1; d >= 0 && ++index[d] == Shape[d]; d--)
                index[d] = 0;
        }
        return rows;
    }

    private static long[] Steps(int[] shape, bool isColumnMajor)
    {
        long[] strides = new long[shape.Length];
        long step = 1;
        foreach (int d in isColumnMajor ? Enumerable.Range(0, shape.Length) : Enumerable.Range(0, shape.Length).Reverse())
            (strides[d], step) = (step, step * shape[d]);
        return strides;
    }
}
