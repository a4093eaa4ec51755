using Sweep.Planning.Specs.Yaml;

namespace Sweep.Planning.Specs.Reading;

/// <summary>What was read from files with a spec. It is added to the text that is stored, which can then be read again without the
/// files.</summary>
internal sealed class StoredFacts
{
    // By the characters before, and whether it stands in braces there.
    private readonly SortedDictionary<int, (string Text, bool IsFlow)> facts = [];

    /// <summary>Notes a line that goes before the first key of a mapping.</summary>
    /// <param name="map">Not empty.</param>
    /// <param name="text">A key with its value, in YAML that fits one line.</param>
    public void Add(YamlMap map, string text) => facts[map.Entries[0].KeyIndex] = (text, map.Entries[0].IsFlow);

    /// <summary>The text with the facts.</summary>
    public string AddTo(string yaml)
    {
        foreach (var (index, (text, isFlow)) in facts.Reverse())
        {
            string before = yaml[..index].TrimEnd(' ');
            int place = before.EndsWith('?') ? before.Length - 1 : index; // "? name", a key as YAML writes it in full
            int indent = place - (yaml.LastIndexOf('\n', Math.Max(0, place - 1)) + 1);
            yaml = yaml.Insert(place, isFlow ? $"{text}, " : $"{text}\n{new string(' ', indent)}");
        }
        return yaml;
    }
}
