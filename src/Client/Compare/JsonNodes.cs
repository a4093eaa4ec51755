using System.Text.Json;
using System.Text.Json.Nodes;
using Sweep.Statistics;

namespace Sweep.Client.Compare;

/// <summary>Values as JSON: what is absent or not finite is null, enumerations are camelCase words.</summary>
internal static class JsonNodes
{
    public static JsonValue? Number(double? value) => value is { } v && double.IsFinite(v) ? JsonValue.Create(v) : null;

    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(v => (JsonNode?)Number(v))]);

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => new([.. items.Select(node)]);

    public static JsonArray Strings(IEnumerable<string> texts) => Array(texts, t => JsonValue.Create(t));

    public static JsonObject? Range(Interval? interval) => interval is not { } i ? null : new JsonObject
    {
        ["lower"] = Number(i.Lower),
        ["upper"] = Number(i.Upper),
        ["level"] = Number(i.Level),
    };

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
