using System.Globalization;
using System.Text;
using Sweep.Planning.Trials;

namespace Sweep.Import.Designs;

/// <summary>Writes the spec of an imported sweep: what trials differ in, what was measured, and what is compared.</summary>
/// <param name="request">What the user wants.</param>
/// <param name="source">Where the results come from, for people.</param>
/// <param name="settings">Names of the settings.</param>
/// <param name="metrics">What was measured, the metric that counts first.</param>
internal sealed class SpecText(ImportRequest request, string source, IReadOnlyList<string> settings,
    IReadOnlyList<MetricDefinition> metrics)
{
    /// <summary>The text.</summary>
    /// <param name="configurations">The values of the settings of each configuration.</param>
    /// <param name="seeds">In order.</param>
    /// <param name="arePaired">Whether trainings of equal seed are partners.</param>
    /// <param name="baseline">The level that the others are compared with; null for all pairs.</param>
    public string Write(IReadOnlyList<IReadOnlyList<SettingValue>> configurations, IReadOnlyList<int> seeds, bool arePaired,
        SettingValue? baseline)
    {
        var text = new StringBuilder("# Written by `sweep import`.\n");
        text.Append($"name: {Quote(request.Name)}\ntrainer:\n");
        text.Append($"  imported: {{ study: {Quote(request.Name)}, source: {Quote(source)} }}\n  settings:\n");
        for (int i = 0; i < settings.Count; i++)
            text.Append($"    {Quote(settings[i])}: {{ type: {TypeOf(configurations[0][i])} }}\n");
        text.Append("  metrics:\n");
        foreach (var metric in metrics)
        {
            text.Append($"    {Quote(metric.Name)}: {{ better: {(metric.LargerIsBetter ? "larger" : "smaller")}"
                + $"{(UnitOf(metric) is { } unit ? $", unit: {unit}" : "")} }}\n");
        }
        WriteConfigurations(text, configurations);
        text.Append($"seeds: {Seeds(seeds)}\n");
        if (!arePaired)
            text.Append("pairedAcross: []\n");
        text.Append($"compare: {{ factor: {Quote(request.Question.Factor)}, metric: {Quote(metrics[0].Name)}");
        if (baseline is not null)
            text.Append($", baseline: {baseline}");
        if (request.Alpha is { } alpha)
            text.Append($", alpha: {new SettingValue.Number(alpha)}");
        if (request.Rope is { } rope)
            text.Append($", rope: {new SettingValue.Number(rope)}");
        return text.Append(" }\n").ToString();
    }

    private void WriteConfigurations(StringBuilder text, IReadOnlyList<IReadOnlyList<SettingValue>> configurations)
    {
        SettingValue[][] levels = [.. settings.Select((_, i) => configurations.Select(c => c[i]).Distinct().ToArray())];
        int[] fixedOnes = [.. Enumerable.Range(0, settings.Count).Where(i => levels[i].Length == 1)];
        int[] varied = [.. Enumerable.Range(0, settings.Count).Where(i => levels[i].Length > 1)];
        if (fixedOnes.Length > 0)
            text.Append("protocol:\n");
        foreach (int i in fixedOnes)
            text.Append($"  {Quote(settings[i])}: {levels[i][0]}\n");
        bool isComplete = varied.Aggregate(1.0, (product, i) => product * levels[i].Length) == configurations.Count;
        text.Append(isComplete ? "grid:\n" : "zip:\n");
        for (int v = 0; v < varied.Length; v++)
        {
            var values = isComplete ? levels[varied[v]] : configurations.Select(c => c[varied[v]]);
            text.Append($"{(isComplete ? "  " : v == 0 ? "  - " : "    ")}{Quote(settings[varied[v]])}: [{string.Join(", ", values)}]\n");
        }
    }

    private static string Seeds(IReadOnlyList<int> seeds) => seeds.Select((seed, i) => seed == i).All(same => same)
        ? seeds.Count.ToString(CultureInfo.InvariantCulture)
        : $"[{string.Join(", ", seeds.Select(s => s.ToString(CultureInfo.InvariantCulture)))}]";

    private static string TypeOf(SettingValue value) => value switch
    {
        SettingValue.Number => "number",
        SettingValue.Flag => "flag",
        _ => "text",
    };

    private static string? UnitOf(MetricDefinition metric) => metric.Unit switch
    {
        MetricUnit.Fraction => "fraction",
        MetricUnit.Seconds => "seconds",
        MetricUnit.Count => "count",
        MetricUnit.Bytes => "bytes",
        _ => null,
    };

    // JSON's quoting is YAML's.
    private static string Quote(string text) => new SettingValue.Text(text).ToString();
}
