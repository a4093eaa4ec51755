using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Checkpoints;

/// <summary>Files in the safetensors format: a length, a JSON header with names, types, shapes and offsets, then the numbers. Many tools
/// read it.</summary>
/// <remarks>github.com/huggingface/safetensors, "Format": little-endian; the header is padded with spaces to a multiple of eight
/// bytes.</remarks>
internal static class SafeTensors
{
    private const int MaxHeaderBytes = 100_000_000; // the format's own limit

    /// <summary>Writes tensors in single precision.</summary>
    public static void Write(Stream file, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<NamedTensor> tensors)
    {
        var header = new JsonObject { ["__metadata__"] =
            new JsonObject(metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))) };
        long offset = 0;
        foreach (var tensor in tensors)
        {
            long end = offset + (long)tensor.Values.Length * sizeof(float);
            header[tensor.Name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        int padding = (8 - text.Length % 8) % 8;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(text.Length + padding));
        file.Write(length);
        file.Write(text);
        for (int i = 0; i < padding; i++)
            file.WriteByte((byte)' ');
        foreach (var tensor in tensors)
            file.Write(MemoryMarshal.AsBytes<float>(tensor.Values));
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds what this does not write.</exception>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<NamedTensor> Tensors) Read(Stream file)
    {
        try
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            file.ReadExactly(length);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(length);
            if (size > MaxHeaderBytes)
                throw new InvalidDataException("its header is too long");
            byte[] text = new byte[size];
            file.ReadExactly(text);
            using var header = JsonDocument.Parse(text);
            var metadata = new Dictionary<string, string>();
            var tensors = new List<NamedTensor>();
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__")
                {
                    foreach (var item in entry.Value.EnumerateObject())
                        metadata[item.Name] = item.Value.GetString() ?? "";
                    continue;
                }
                if (entry.Value.GetProperty("dtype").GetString() != "F32")
                    throw new InvalidDataException($"'{entry.Name}' is not in single precision");
                int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())];
                long from = entry.Value.GetProperty("data_offsets")[0].GetInt64(), to = entry.Value.GetProperty("data_offsets")[1]
                    .GetInt64();
                long count = shape.Aggregate(1L, (product, s) => product * s);
                if (to - from != count * sizeof(float) || 8 + (long)size + from != file.Position || to > file.Length)
                    throw new InvalidDataException($"the place of '{entry.Name}' is not that of its numbers");
                float[] values = new float[count];
                file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                tensors.Add(new NamedTensor(entry.Name, shape, values));
            }
            return (metadata, tensors);
        }
        catch (Exception damage) when (damage is EndOfStreamException or JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(damage is EndOfStreamException ? "it is cut off"
                : $"its header cannot be read ({damage.Message})", damage);
        }
    }
}
