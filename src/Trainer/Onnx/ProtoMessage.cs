using System.Runtime.InteropServices;
using System.Text;

namespace Sweep.Trainer.Onnx;

/// <summary>A message of protocol buffers that is put together field by field. Large arrays are not copied: they must not change before it
/// is written.</summary>
/// <remarks>protobuf.dev/programming-guides/encoding: a field is its number and wire type, then a varint, four bytes, or a length with so
/// many bytes.</remarks>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Delimited = 2, Four = 5;

    private readonly List<object> parts = []; // byte[], float[] or ProtoMessage, one behind the other
    private readonly List<byte> head = [];    // bytes behind the last part

    /// <summary>Its size in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>A whole number, or an enumeration's.</summary>
    public ProtoMessage Integer(int field, long value)
    {
        Number(((ulong)field << 3) | Varint);
        Number(unchecked((ulong)value)); // a negative number in two's complement
        return this;
    }

    /// <summary>A number in single precision.</summary>
    public ProtoMessage Single(int field, float value)
    {
        Number(((ulong)field << 3) | Four);
        head.AddRange(BitConverter.GetBytes(value));
        Length += sizeof(float);
        return this;
    }

    /// <summary>A text in UTF-8.</summary>
    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes.</summary>
    public ProtoMessage Bytes(int field, byte[] value) => Part(field, value, value.Length);

    /// <summary>The bytes of numbers in single precision, little-endian.</summary>
    public ProtoMessage Bytes(int field, float[] values) => Part(field, values, (long)values.Length * sizeof(float));

    /// <summary>A message, which must be complete.</summary>
    public ProtoMessage Message(int field, ProtoMessage value) => Part(field, value, value.Length);

    /// <summary>Writes all fields in the order in which they were added.</summary>
    public void Write(Stream stream)
    {
        foreach (object part in parts)
        {
            switch (part)
            {
                case ProtoMessage message:
                    message.Write(stream);
                    break;
                case float[] values:
                    stream.Write(MemoryMarshal.AsBytes<float>(values));
                    break;
                default:
                    stream.Write((byte[])part);
                    break;
            }
        }
        stream.Write(CollectionsMarshal.AsSpan(head));
    }

    private ProtoMessage Part(int field, object part, long length)
    {
        Number(((ulong)field << 3) | Delimited);
        Number((ulong)length);
        parts.Add(head.ToArray());
        parts.Add(part);
        head.Clear();
        Length += length;
        return this;
    }

    // Seven bits in each byte, the lowest first; the eighth says that another byte follows.
    private void Number(ulong value)
    {
        do
        {
            head.Add((byte)((value & 0x7F) | (value < 0x80 ? 0UL : 0x80UL)));
            Length++;
        }
        while ((value >>= 7) > 0);
    }
}
