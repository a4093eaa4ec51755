using System.Globalization;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>{ from: 1e-4, to: 1e-1, count: 4, scale: log }</c>: numbers at equal distances or equal ratios, both ends
/// included.</summary>
internal sealed class RangeReader(SpecErrorList errors, ScalarReader scalars)
{
    private const int MaxCount = 10_000;
    private static readonly string[] Keys = ["from", "to", "count", "scale"];
    private static readonly string[] Scales = ["linear", "log"];

    public static bool IsRange(YamlNode node) =>
        node is YamlMap map && (map.Find("from") ?? map.Find("to") ?? map.Find("count")) is not null;

    /// <summary>The numbers; empty when there was a mistake.</summary>
    public IReadOnlyList<double> Read(YamlMap map, string path)
    {
        int before = errors.Count;
        scalars.RefuseUnknownKeys(map, path, Keys);
        double? from = Part(map, "from", path), to = Part(map, "to", path);
        int? count = map.Find("count") is { } entry
            ? scalars.Integer(entry.Value, SpecErrorList.Join(path, "count"), 2, MaxCount)
            : null;
        bool isLog = map.Find("scale") is { } scale
            && scalars.OneOf(scale.Value, SpecErrorList.Join(path, "scale"), "a scale", Scales) == "log";
        foreach (string missing in Keys[..3].Where(k => map.Find(k) is null))
            errors.Add(path, map.Position, $"A range needs '{missing}': {{ from: 1e-4, to: 1e-1, count: 4, scale: log }}.");
        if (errors.Count > before || from is not { } first || to is not { } last || count is not { } n)
            return [];
        if (first == last)
            errors.Add(path, map.Position, "A range leads from one number to another one; these are equal.");
        else if (isLog && !(first > 0 && last > 0))
            errors.Add(path, map.Position, "A logarithmic range needs both ends above zero.");
        else if (!double.IsFinite(isLog ? last / first : last - first))
            errors.Add(path, map.Position, "The ends of a range are too far apart for a double; list the levels.");
        return errors.Count > before ? [] : [.. Enumerable.Range(0, n).Select(i => At(first, last, (double)i / (n - 1), isLog))];
    }

    private double? Part(YamlMap map, string key, string path) =>
        map.Find(key) is { } entry ? scalars.Number(entry.Value, SpecErrorList.Join(path, key)) : null;

    /// <summary>Rounded to 12 digits: so 1e-4 to 1e-1 holds 0.001 and not its neighbour, on every processor's logarithm.</summary>
    private static double At(double first, double last, double fraction, bool isLog)
    {
        double value = fraction switch
        {
            0 => first,
            1 => last,
            _ when isLog => first * Math.Pow(last / first, fraction),
            _ => first + fraction * (last - first),
        };
        return fraction is 0 or 1 ? value : double.Parse(value.ToString("E11", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
