using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>What a user's query gives, in the few types that both engines have: null, bool, long, double, string and JSON. Times,
/// intervals, bytes and everything else are text in one spelling.</summary>
internal static class QueryValues
{
    private static readonly JsonWriterOptions JsonLayout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value of a driver. Arrays and records are JSON; a number is whole, or the double that it is nearest to.</summary>
    public static object Normalize(object value) => value switch
    {
        string or bool or long or double => value,
        sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float number => Nearest(number),
        decimal number => Number(number),
        DateTime { Kind: DateTimeKind.Utc } time => FormatTimestamp(time, "'Z'"),
        DateTime time => FormatTimestamp(time, ""),
        DateTimeOffset time => FormatTimestamp(time.UtcDateTime, "'Z'"),
        DateOnly date when date == DateOnly.MaxValue => "infinity",
        DateOnly date when date == DateOnly.MinValue => "-infinity",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        Array or object[] => Json(buffer => WriteArray(buffer, (Array)value)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A moment in UTC or of no zone, to the millisecond, after ISO 8601.</summary>
    /// <param name="time">The moment.</param>
    /// <param name="zone">The zone as a format: 'Z', or nothing.</param>
    public static string FormatTimestamp(DateTime time, string zone) => time == DateTime.MaxValue ? "infinity"
        : time == DateTime.MinValue ? "-infinity"
        : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff" + zone, CultureInfo.InvariantCulture);

    /// <summary>A duration after ISO 8601: "P1Y2M3DT4H5M6.789S"; nothing is "PT0S".</summary>
    public static string FormatDuration(int months, int days, long microseconds)
    {
        decimal seconds = microseconds % 60_000_000 / 1_000_000m;
        long minutes = microseconds / 60_000_000;
        string date = Part(months / 12, "Y") + Part(months % 12, "M") + Part(days, "D");
        string time = Part(minutes / 60, "H") + Part(minutes % 60, "M") + Part(seconds, "S");
        return date.Length + time.Length == 0 ? "PT0S" : $"P{date}{(time.Length > 0 ? "T" + time : "")}";
    }

    /// <summary>JSON in one spelling: no white space, keys sorted by ordinal, numbers whole or doubles. A text that is no JSON, as a
    /// damaged file may hold, stays text.</summary>
    public static object NormalizeJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Json(json => Write(json, document.RootElement));
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static object Number(decimal number) =>
        decimal.IsInteger(number) && Math.Abs(number) <= long.MaxValue ? (object)decimal.ToInt64(number) : Nearest(number);

    // By its digits: the conversions keep a float's binary value, and round a decimal twice.
    private static double Nearest(IFormattable number) =>
        double.Parse(number.ToString(null, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Part(decimal value, string unit) =>
        value == 0 ? "" : value.ToString("0.######", CultureInfo.InvariantCulture) + unit;

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonLayout))
            write(json);
        var reader = new Utf8JsonReader(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter json, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(json, item);
                json.WriteEndArray();
                break;
            case JsonValueKind.Number when element.TryGetInt64(out long whole):
                json.WriteNumberValue(whole);
                break;
            case JsonValueKind.Number when element.GetDouble() is var number && double.IsFinite(number):
                json.WriteRawValue(new SettingValue.Number(number).Label); // as in a configuration's canonical JSON
                break;
            default:
                element.WriteTo(json);
                break;
        }
    }

    private static void WriteArray(Utf8JsonWriter json, Array array, int dimension = 0, int[]? place = null)
    {
        place ??= new int[array.Rank];
        json.WriteStartArray();
        for (int i = array.GetLowerBound(dimension); i <= array.GetUpperBound(dimension); i++)
        {
            place[dimension] = i;
            if (dimension < array.Rank - 1)
                WriteArray(json, array, dimension + 1, place);
            else
                WriteItem(json, array.GetValue(place));
        }
        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, object? item)
    {
        switch (item is null or DBNull ? null : Normalize(item))
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case long whole: json.WriteNumberValue(whole); break;
            case double number when double.IsFinite(number): json.WriteRawValue(new SettingValue.Number(number).Label); break;
            case double number: json.WriteStringValue(number.ToString("R", CultureInfo.InvariantCulture)); break;
            case JsonElement element: element.WriteTo(json); break;
            case var text: json.WriteStringValue((string)text); break;
        }
    }
}
