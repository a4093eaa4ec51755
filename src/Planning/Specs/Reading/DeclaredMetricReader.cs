using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>trainer.metrics</c>: what is reported, and whether more of it is better.</summary>
internal sealed partial class DeclaredMetricReader(SpecErrorList errors, ScalarReader scalars)
{
    private const string Example = "{ testAccuracy: larger, testLoss: smaller }";
    private static readonly string[] Directions = ["larger", "smaller"];

    private static readonly (string Name, MetricUnit Unit)[] Units =
    [
        ("fraction", MetricUnit.Fraction), ("seconds", MetricUnit.Seconds), ("count", MetricUnit.Count), ("bytes", MetricUnit.Bytes),
        ("none", MetricUnit.None),
    ];

    /// <summary>The metrics in the order of the spec, and the names of those that each attempt must report.</summary>
    /// <param name="section">The section.</param>
    /// <param name="path">The place of the metrics in the spec.</param>
    /// <param name="key">The key of the metrics.</param>
    public (MetricTable Metrics, IReadOnlyList<string> Required) Read(YamlMap section, string path, string key)
    {
        var (metrics, required) = (new List<MetricDefinition>(), new List<string>());
        if (section.Find(key) is not { } entry)
        {
            errors.Add(path, section.Position, $"Say what is reported, and what is better: metrics: {Example}.");
            return (new MetricTable(metrics), required);
        }
        if (scalars.Map(entry.Value, path, $"metrics with what is better, such as {Example}") is not { } map)
            return (new MetricTable(metrics), required);
        if (map.Entries.Count == 0)
            errors.Add(path, map.Position, $"There is no metric: name at least one, such as {Example}.");
        foreach (var metric in map.Entries)
        {
            string place = SpecErrorList.Join(path, metric.Key);
            if (!NamePattern().IsMatch(metric.Key))
                errors.Add(place, metric.KeyPosition, $"'{metric.Key}' is no name for a metric: it has no blanks, and at most 100 "
                    + "characters.");
            var (definition, isOptional) = ReadOne(metric.Key, metric.Value, place);
            metrics.Add(definition);
            if (!isOptional)
                required.Add(definition.Name);
        }
        return (new MetricTable(metrics), required);
    }

    private (MetricDefinition Definition, bool IsOptional) ReadOne(string name, YamlNode node, string path)
    {
        var metric = new MetricDefinition(name, "Reported by the program.", MetricUnit.None, LargerIsBetter: false);
        if (node is not YamlMap map)
            return (metric with { LargerIsBetter = ReadBetter(node, path) }, false);
        scalars.RefuseUnknownKeys(map, path, ["better", "unit", "minimum", "maximum", "optional"]);
        if (map.Find("better") is { } better)
            metric = metric with { LargerIsBetter = ReadBetter(better.Value, SpecErrorList.Join(path, "better")) };
        else
            errors.Add(path, map.Position, $"Say what is better of {name}: better: larger, or better: smaller.", Directions, null);
        if (map.Find("unit") is { } unit)
        {
            string? given = scalars.OneOf(unit.Value, SpecErrorList.Join(path, "unit"), "a unit", [.. Units.Select(u => u.Name)]);
            metric = metric with { Unit = Units.FirstOrDefault(u => u.Name == given).Unit };
        }
        double? minimum = Number(map, path, "minimum") ?? (metric.Unit == MetricUnit.None ? null : 0);
        double? maximum = Number(map, path, "maximum") ?? (metric.IsFraction ? 1 : null);
        metric = metric with { Minimum = minimum ?? metric.Minimum, Maximum = maximum ?? metric.Maximum };
        if (metric.Minimum >= metric.Maximum)
            errors.Add(path, map.Position, $"The minimum of {name} is {CanonicalJson.Number(metric.Minimum)} and its maximum "
                + $"{CanonicalJson.Number(metric.Maximum)}: the maximum is larger.");
        bool isOptional = map.Find("optional") is { } flag && scalars.Flag(flag.Value, SpecErrorList.Join(path, "optional")) == true;
        return (metric, isOptional);
    }

    private bool ReadBetter(YamlNode node, string path) => scalars.OneOf(node, path, "what is better", Directions) == "larger";

    private double? Number(YamlMap map, string path, string key) =>
        map.Find(key) is { } entry ? scalars.Number(entry.Value, SpecErrorList.Join(path, key)) : null;

    [GeneratedRegex(@"^[^\s\p{C}]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
