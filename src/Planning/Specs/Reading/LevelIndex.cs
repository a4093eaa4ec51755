using System.Globalization;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>The levels of a setting by what conditions call them, so that as many conditions as levels take no longer than
/// either.</summary>
internal sealed class LevelIndex
{
    private readonly IReadOnlyList<Level> levels;
    private readonly ILookup<string, Level> byText;
    private readonly ILookup<double, Level> byNumber;

    public LevelIndex(IEnumerable<Level> known)
    {
        levels = [.. known];
        byText = levels.SelectMany(level => new[] { level.Choice, level.Label }.OfType<string>().Distinct().Select(text => (text, level)))
            .ToLookup(p => p.text, p => p.level, StringComparer.Ordinal);
        byNumber = levels.Where(l => l.Value is SettingValue.Number).ToLookup(l => ((SettingValue.Number)l.Value).Value);
    }

    /// <summary>The levels that a word or number stands for.</summary>
    public IReadOnlyList<Level> Find(YamlScalar scalar)
    {
        Level[] named = [.. byText[scalar.Text]];
        if (!scalar.IsPlain)
            return named;
        var valued = Number(scalar) is { } number ? byNumber[number]
            : bool.TryParse(scalar.Text, out bool flag) ? byText[new SettingValue.Flag(flag).Label]
            : [];
        return named.Length == 0 ? [.. valued] : [.. named.Union(valued)];
    }

    /// <summary>The levels that a mapping may stand for by the name that it gives; all where it gives none.</summary>
    public IEnumerable<Level> Named(YamlMap map) => map.Find("name")?.Value is YamlScalar name ? byText[name.Text] : levels;

    /// <summary>Whether a value is what a scalar spells.</summary>
    public static bool Equals(SettingValue value, YamlScalar scalar) => scalar.IsPlain && value switch
    {
        SettingValue.Number number => Number(scalar) == number.Value,
        SettingValue.Flag flag => string.Equals(flag.Label, scalar.Text, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static double? Number(YamlScalar scalar) =>
        double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
