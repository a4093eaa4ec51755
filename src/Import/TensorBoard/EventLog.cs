using System.Buffers.Binary;
using System.Globalization;
using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.TensorBoard;

/// <summary>What the event files of one folder say: scalars by tag and step, and the session of the hparams plugin.</summary>
/// <remarks>Messages: tensorflow/core/util/event.proto, framework/summary.proto and tensor.proto;
/// tensorboard/plugins/hparams/plugin_data.proto. Numbers in the code are their fields.</remarks>
internal sealed class EventLog
{
    private const int Float = 1, Double = 2, Int32 = 3, Int64 = 9, Half = 19; // DataType of tensors
    private readonly Dictionary<string, string> plugins = new(StringComparer.Ordinal); // by tag: only its first summary says it

    /// <summary>The scalars.</summary>
    public RunCurves Curves { get; } = new();

    /// <summary>The hyperparameters; null where no session of the hparams plugin began here.</summary>
    public Dictionary<string, SettingValue>? Hyperparameters { get; private set; }

    /// <summary>How the session ended, as the hparams plugin numbers it: 0 unknown, 1 success, 2 failure, 3 running.</summary>
    public long Status { get; private set; }

    /// <summary>Files whose last record is not whole.</summary>
    public List<string> CutOff { get; } = [];

    /// <summary>Reads a file; what it says of a step replaces what earlier ones said.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Read(string path, CancellationToken cancellation)
    {
        if (!RecordFile.Read(path, ReadEvent, cancellation))
            CutOff.Add(path);
    }

    private void ReadEvent(ReadOnlySpan<byte> message)
    {
        long step = 0;
        var first = new ProtoReader(message);
        while (first.Next())
        {
            if (first.Field == 2)
                step = first.Integer;
        }
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Field == 5 && fields.HasContent)
                ReadSummary(fields.Content, step);
            else if (fields.Field == 7 && fields.HasContent && IsStart(fields.Content))
                Curves.RestartAt(step);
        }
    }

    private void ReadSummary(ReadOnlySpan<byte> summary, long step)
    {
        var fields = new ProtoReader(summary);
        while (fields.Next())
        {
            if (fields.Field == 1 && fields.HasContent)
                ReadValue(fields.Content, step);
        }
    }

    private void ReadValue(ReadOnlySpan<byte> summaryValue, long step)
    {
        string tag = "";
        double? value = null;
        ReadOnlySpan<byte> tensor = [], metadata = [];
        var fields = new ProtoReader(summaryValue);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    tag = fields.Text;
                    break;
                case 2:
                    value = fields.Single;
                    break;
                case 8:
                    tensor = fields.Content;
                    break;
                case 9:
                    metadata = fields.Content;
                    break;
            }
        }
        if (!metadata.IsEmpty)
            ReadMetadata(metadata, tag);
        if (!tensor.IsEmpty && plugins.GetValueOrDefault(tag, "scalars") == "scalars")
            value = Scalar(tensor);
        if (value is { } number)
            Curves.Add(tag, step, number);
    }

    private void ReadMetadata(ReadOnlySpan<byte> metadata, string tag)
    {
        var fields = new ProtoReader(metadata);
        while (fields.Next())
        {
            if (fields.Field != 1 || !fields.HasContent)
                continue;
            string plugin = "";
            ReadOnlySpan<byte> content = [];
            var data = new ProtoReader(fields.Content);
            while (data.Next())
            {
                if (data.Field == 1)
                    plugin = data.Text;
                else if (data.Field == 2)
                    content = data.Content;
            }
            plugins.TryAdd(tag, plugin);
            if (plugin == "hparams")
                ReadSession(content);
        }
    }

    private void ReadSession(ReadOnlySpan<byte> pluginData)
    {
        var fields = new ProtoReader(pluginData);
        while (fields.Next())
        {
            if (fields.Field is not (3 or 4))
                continue;
            bool isStart = fields.Field == 3;
            if (isStart)
                Hyperparameters ??= new(StringComparer.Ordinal);
            var session = new ProtoReader(fields.Content);
            while (session.Next())
            {
                if (isStart && session.Field == 1)
                    ReadHyperparameter(session.Content);
                else if (!isStart && session.Field == 1)
                    Status = session.Integer;
            }
        }
    }

    // An entry of map<string, google.protobuf.Value>.
    private void ReadHyperparameter(ReadOnlySpan<byte> entry)
    {
        string name = "";
        SettingValue setting = new SettingValue.Text("None");
        var fields = new ProtoReader(entry);
        while (fields.Next())
        {
            if (fields.Field == 1)
                name = fields.Text;
            var value = new ProtoReader(fields.Field == 2 ? fields.Content : []);
            while (value.Next())
            {
                setting = value.Field switch
                {
                    2 when double.IsFinite(value.Double) => new SettingValue.Number(value.Double),
                    2 => new SettingValue.Text(value.Double.ToString(CultureInfo.InvariantCulture)),
                    3 => new SettingValue.Text(value.Text),
                    4 => new SettingValue.Flag(value.Integer != 0),
                    _ => setting,
                };
            }
        }
        Hyperparameters![name] = setting;
    }

    // SessionLog: status 1 is START.
    private static bool IsStart(ReadOnlySpan<byte> sessionLog)
    {
        var fields = new ProtoReader(sessionLog);
        while (fields.Next())
        {
            if (fields.Field == 1 && fields.Integer == 1)
                return true;
        }
        return false;
    }

    // The only number of a tensor; null where it is of another kind or has several.
    private static double? Scalar(ReadOnlySpan<byte> tensor)
    {
        long type = 0;
        double? value = null;
        int count = 0;
        var fields = new ProtoReader(tensor);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    type = fields.Integer;
                    break;
                case 4 when fields.Content.Length > 0:
                    count++;
                    value = Raw(fields.Content, type);
                    break;
                case 5:
                    count++;
                    value = fields.HasContent ? Raw(fields.Content, Float) : fields.Single;
                    break;
                case 6:
                    count++;
                    value = fields.HasContent ? Raw(fields.Content, Double) : fields.Double;
                    break;
                case 7 or 10 when !fields.HasContent:
                    count++;
                    value = fields.Integer;
                    break;
                case 7 or 10:
                    var packed = new ProtoReader([0, .. fields.Content]); // a tag before it makes it a field
                    count++;
                    value = packed.Next() ? packed.Integer : null;
                    break;
            }
        }
        return count == 1 ? value : null;
    }

    private static double? Raw(ReadOnlySpan<byte> bytes, long type) => (type, bytes.Length) switch
    {
        (Float, sizeof(float)) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (Double, sizeof(double)) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (Int32, sizeof(int)) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (Int64, sizeof(long)) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (Half, 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        _ => null,
    };
}
