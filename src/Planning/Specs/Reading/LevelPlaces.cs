using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Where levels with settings of their own are written, so that what is wrong within one can be told at its line.</summary>
internal sealed class LevelPlaces
{
    private readonly Dictionary<SettingValue, (string Path, YamlMap Map)> places = [];

    /// <summary>Notes a level; the first place of equal ones counts.</summary>
    public void Note(SettingValue level, string path, YamlMap map) => places.TryAdd(level, (path, map));

    /// <summary>The place of something within a level; null when the level is none of those noted.</summary>
    /// <param name="level">The canonical value.</param>
    /// <param name="within">Keys and positions from the level on: "layers[3].conv".</param>
    public (string Path, TextPosition Position)? Find(SettingValue level, string within) =>
        places.TryGetValue(level, out var place) ? (SpecErrorList.Join(place.Path, within), place.Map.Deepest(within).Position) : null;
}
