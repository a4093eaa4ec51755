using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Expansion;

/// <summary>A spec's grid, ready to be expanded. Immutable; every expansion walks with its own cursor.</summary>
/// <param name="Slots">The vocabulary's settings sorted by ordinal of the name, so that configurations come out sorted.</param>
/// <param name="Constants">For each slot, what holds where no axis binds it.</param>
/// <param name="Axes">Sorted by <see cref="AxisOrder"/>.</param>
/// <param name="Exclusions">Combinations that match one are left out.</param>
internal sealed record Grid(IReadOnlyList<SettingDefinition> Slots, Level?[] Constants, IReadOnlyList<Axis> Axes, Exclusions Exclusions)
{
    /// <summary>The configurations, one by one, each with the JSON of the settings that its stream keys are derived from.</summary>
    /// <param name="pairedAcross">Settings that the second text leaves out.</param>
    public IEnumerable<(Configuration Configuration, string BlockJson)> Configurations(IReadOnlySet<string> pairedAcross)
    {
        var isPaired = Slots.Select(s => pairedAcross.Contains(s.Name)).ToArray();
        var isNone = new bool[Slots.Count];
        var cursor = new CombinationCursor(Constants, Axes, Exclusions, reached: null);
        var text = new HashedText();
        while (cursor.MoveNext())
        {
            string json = Json(cursor.Current, isNone, text);
            string block = Json(cursor.Current, isPaired, text);
            yield return (new Configuration(Settings(cursor.Current), json), block);
        }
    }

    private static SettingMap Settings(Level?[] combination)
    {
        int count = 0;
        foreach (var level in combination)
            count += level is null || level.IsOmitted ? 0 : 1;
        var settings = new KeyValuePair<string, SettingValue>[count];
        int next = 0;
        foreach (var level in combination)
        {
            if (level is not null && !level.IsOmitted)
                settings[next++] = level.Setting;
        }
        return new SettingMap(settings);
    }

    /// <summary>The canonical JSON object of a combination, without the slots marked in <paramref name="skip"/>.</summary>
    private static string Json(Level?[] combination, bool[] skip, HashedText text)
    {
        text.Clear().Append("{"u8);
        for (int slot = 0; slot < combination.Length; slot++)
        {
            if (combination[slot] is not { IsOmitted: false } level || skip[slot])
                continue;
            if (text.Bytes.Length > 1)
                text.Append(","u8);
            text.Append(level.Utf8Fragment);
        }
        return text.Append("}"u8).ToString();
    }
}
