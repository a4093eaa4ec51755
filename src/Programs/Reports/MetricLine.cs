using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sweep.Programs.Reports;

/// <summary>A line of metrics: a JSON object with an "epoch" or a metric that the sweep asks for, and numbers.</summary>
/// <param name="Epoch">As given; null where the line has none.</param>
/// <param name="Step">As given; null where the line has none.</param>
/// <param name="Values">Names and numbers, in order, NaN and infinite ones included.</param>
internal sealed partial record MetricLine(int? Epoch, long? Step, IReadOnlyList<KeyValuePair<string, double>> Values)
{
    private const int MaxValues = 1000, MaxName = 200, MaxEpoch = 1_000_000_000;

    /// <summary>Reads a line; null where it is none of metrics.</summary>
    /// <param name="line">UTF-8.</param>
    /// <param name="asked">Names of metrics that the sweep asks for.</param>
    public static MetricLine? Read(ReadOnlySpan<byte> line, IReadOnlyCollection<string> asked)
    {
        line = line.Trim(" \t\r\n"u8);
        if (line.IsEmpty || line[0] != '{' || line[^1] != '}')
            return null;
        if (Parse(line, asked, out bool isJson) is { } read)
            return read;
        if (isJson || (line.IndexOf("NaN"u8) < 0 && line.IndexOf("Infinity"u8) < 0))
            return null;
        // Python and JavaScript libraries write these words bare, which JSON has not.
        string quoted = BareWord().Replace(Encoding.UTF8.GetString(line), "$1\"$2\"");
        return Parse(Encoding.UTF8.GetBytes(quoted), asked, out _);
    }

    private static MetricLine? Parse(ReadOnlySpan<byte> json, IReadOnlyCollection<string> asked, out bool isJson)
    {
        int? epoch = null;
        long? step = null;
        bool isAsked = false;
        var values = new List<KeyValuePair<string, double>>();
        isJson = true;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                double? number = Number(ref reader);
                reader.Skip();
                if (name == "epoch")
                {
                    if (number is not (>= 0 and <= MaxEpoch) || number % 1 != 0)
                        return null;
                    epoch = (int)number;
                }
                else if (name == "step")
                {
                    step = number is >= 1 and <= 1e15 ? (long)number : null;
                }
                else if (number is { } value && IsName(name) && values.Count < MaxValues)
                {
                    isAsked |= asked.Contains(name);
                    values.Add(KeyValuePair.Create(name, value));
                }
            }
            return values.Count > 0 && (epoch is not null || isAsked) ? new MetricLine(epoch, step, values) : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException) // the latter for text that is no UTF-8
        {
            isJson = false;
            return null;
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxName && !name.Any(char.IsControl); // stores take no NUL

    private static double? Number(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDouble(), // infinite where it is too large
        JsonTokenType.String => reader.GetString()!.ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    [GeneratedRegex(@"(:\s*)(NaN|-?Infinity)(?=\s*[,}])", RegexOptions.CultureInvariant)]
    private static partial Regex BareWord();
}
