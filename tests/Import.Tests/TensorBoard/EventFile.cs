using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tensorboard;

namespace Sweep.Import.Tests.TensorBoard;

/// <summary>Event files as TensorFlow writes them, made from the messages of its protocol.</summary>
internal static class EventFile
{
    /// <summary>Writes a file of events into a folder, and returns its bytes.</summary>
    public static byte[] Write(string folder, params IReadOnlyList<Event> events)
    {
        using var file = new MemoryStream();
        foreach (var one in events.Prepend(new Event { WallTime = 1, FileVersion = "brain.Event:2" }))
            file.Write(Record(one.ToByteArray()));
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, $"events.out.tfevents.{Directory.GetFiles(folder).Length}.host"), file.ToArray());
        return file.ToArray();
    }

    /// <summary>A scalar as of TensorFlow 1 and PyTorch.</summary>
    public static Event Scalar(string tag, long step, float value) =>
        Summary(step, new Summary.Types.Value { Tag = tag, SimpleValue = value });

    /// <summary>A scalar as of TensorFlow 2: a tensor, with the plugin's name in the first event of a tag only.</summary>
    public static Event Tensor(string tag, long step, TensorProto tensor, string? plugin = null) => Summary(step, new Summary.Types.Value
    {
        Tag = tag,
        Tensor = tensor,
        Metadata = plugin is null ? null
            : new SummaryMetadata { PluginData = new SummaryMetadata.Types.PluginData { PluginName = plugin } },
    });

    /// <summary>The session that the hparams plugin writes at its start.</summary>
    public static Event Hyperparameters(params IReadOnlyList<(string Name, object Value)> values)
    {
        byte[] session = Message(values.Select(value =>
            (1, Message([(1, System.Text.Encoding.UTF8.GetBytes(value.Name)), (2, ToValue(value.Value).ToByteArray())]))));
        return Plugin("_hparams_/session_start_info", Message([(3, session)]));
    }

    /// <summary>Its end: 1 success, 2 failure, 3 running.</summary>
    public static Event End(byte status) => Plugin("_hparams_/session_end_info", [0x22, 2, 0x08, status]);

    /// <summary>A record with its checksums.</summary>
    public static byte[] Record(byte[] content)
    {
        byte[] record = new byte[content.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(record, content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        content.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + content.Length), Masked(content));
        return record;
    }

    private static Event Summary(long step, Summary.Types.Value value) =>
        new() { WallTime = step, Step = step, Summary = new Summary { Value = { value } } };

    private static Value ToValue(object value) => value switch
    {
        string text => Value.ForString(text),
        bool flag => Value.ForBool(flag),
        double number => Value.ForNumber(number),
        _ => Value.ForNull(),
    };

    private static Event Plugin(string tag, byte[] content) => Summary(0, new Summary.Types.Value
    {
        Tag = tag,
        Metadata = new SummaryMetadata
        {
            PluginData = new SummaryMetadata.Types.PluginData { PluginName = "hparams", Content = ByteString.CopyFrom(content) },
        },
    });

    private static byte[] Message(IEnumerable<(int Field, byte[] Content)> fields)
    {
        using var message = new MemoryStream();
        using var output = new CodedOutputStream(message);
        foreach (var (field, content) in fields)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }
        output.Flush();
        return message.ToArray();
    }

    // CRC-32C bit by bit: polynomial 0x1EDC6F41, reflected.
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        uint crc = 0xFFFFFFFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
        }
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8);
    }
}
