using System.Buffers.Binary;
using System.Text;

namespace Sweep.Import.TensorBoard;

/// <summary>Reads the fields of a Protocol Buffers message one after the other.</summary>
/// <remarks>Wire format: https://protobuf.dev/programming-guides/encoding. Lengths are checked against the message, so that a damaged
/// one takes no memory.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;
    private ulong number;

    /// <summary>The number of the field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>The content of a field that has a length: text, bytes, a message, or packed numbers; else empty.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Whether the field has a length.</summary>
    public bool HasContent { get; private set; }

    /// <summary>The field as integer.</summary>
    public readonly long Integer => unchecked((long)number);

    /// <summary>The field as double precision.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(number);

    /// <summary>The field as single precision.</summary>
    public readonly float Single => BitConverter.UInt32BitsToSingle(unchecked((uint)number));

    /// <summary>The field as text; what is no UTF-8 is replaced.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Content);

    /// <summary>Reads the next field.</summary>
    /// <exception cref="InvalidDataException">The message is damaged.</exception>
    public bool Next()
    {
        if (rest.IsEmpty)
            return false;
        ulong tag = Varint();
        Field = unchecked((int)(tag >> 3));
        Content = [];
        HasContent = false;
        switch (tag & 7)
        {
            case 0:
                number = Varint();
                return true;
            case 1:
                number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                return true;
            case 2:
                HasContent = true;
                Content = Take(Varint());
                return true;
            case 5:
                number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                return true;
            default:
                throw new InvalidDataException("the message has a field of an unknown kind");
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < rest.Length && i < 10; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return value;
            }
        }
        throw new InvalidDataException("the message ends within a number");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
            throw new InvalidDataException("the message ends within a field");
        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }
}
