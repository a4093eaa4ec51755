using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>The vocabulary's settings by slot, with what the spec has said about each so far: where it is given, and every level it can
/// take.</summary>
internal sealed class SlotTable
{
    private readonly SpecErrorList errors;
    private readonly bool isDeclared;
    private readonly Dictionary<string, int> indexes;
    private readonly PlaceTree[] places;
    private readonly bool[] isGiven, isVaried, hasUnreadLevels;
    private readonly List<Level>[] levels;

    public SlotTable(SpecVocabulary vocabulary, SpecErrorList errors)
    {
        this.errors = errors;
        isDeclared = vocabulary.IsDeclared;
        Rules = vocabulary.Rules;
        Slots = [.. vocabulary.Settings.OrderBy(s => s.Name, StringComparer.Ordinal)];
        indexes = Slots.Select((s, i) => (s.Name, i)).Where(p => p.Name != DeclaredTrainer.Setting).ToDictionary(p => p.Name, p => p.i);
        Constants = [.. Slots.Select(Level.DefaultOf)];
        places = [.. Slots.Select(_ => new PlaceTree())];
        (isGiven, isVaried, hasUnreadLevels) = (new bool[Slots.Count], new bool[Slots.Count], new bool[Slots.Count]);
        levels = [.. Slots.Select(_ => new List<Level>())];
    }

    /// <summary>Sorted by ordinal of the name.</summary>
    public IReadOnlyList<SettingDefinition> Slots { get; }

    /// <summary>The names that the spec may use, sorted.</summary>
    public IReadOnlyList<string> Names => [.. indexes.Keys];

    /// <summary>What settings are judged together by.</summary>
    public IReadOnlyList<SettingRule> Rules { get; }

    /// <summary>Where levels with settings of their own are written.</summary>
    public LevelPlaces Places { get; } = new();

    /// <summary>For each slot, the fixed value or the default; null where there is none.</summary>
    public Level?[] Constants { get; }

    /// <summary>The slot of a name that the spec may use; null for another.</summary>
    public int? IndexOf(string name) => indexes.TryGetValue(name, out int slot) ? slot : null;

    /// <summary>Reports a name that is no setting.</summary>
    /// <param name="entry">The key.</param>
    /// <param name="path">The place in the spec.</param>
    /// <param name="known">The names that could stand there.</param>
    /// <param name="remedy">What helps beside these, a sentence after a blank.</param>
    public void ReportUnknown(YamlEntry entry, string path, IReadOnlyList<string> known, string remedy = "")
    {
        if (isDeclared)
            remedy = $" This spec has the settings that trainer.settings declares: declare it there, such as {entry.Key}: "
                + "{ type: number }.";
        errors.Add(path, entry.KeyPosition, $"There is no setting '{entry.Key}'.{remedy}", known, entry.Key);
    }

    /// <summary>The levels that the spec gives a slot; its default where the spec gives none.</summary>
    public IReadOnlyList<Level> LevelsOf(int slot) =>
        levels[slot].Count > 0 || Constants[slot] is not { } otherwise ? levels[slot] : [otherwise];

    /// <summary>Every level that a combination may hold: those given, and what holds where a conditional factor is absent.</summary>
    public IEnumerable<Level> CandidatesOf(int slot) =>
        Constants[slot] is { } constant && !levels[slot].Contains(constant) ? levels[slot].Append(constant) : levels[slot];

    /// <summary>For each level of the setting by which trials learn tasks of held-out classes whether they do.</summary>
    public IEnumerable<bool> LearnsEpisodes(SpecVocabulary vocabulary) =>
        vocabulary.EpisodesSetting is { } name && IndexOf(name) is { } slot ? LevelsOf(slot).Select(l => !l.IsOmitted) : [false];

    /// <summary>Names of the settings that are varied.</summary>
    public IReadOnlyList<string> VariedNames() => [.. Slots.Where((_, i) => isVaried[i]).Select(s => s.Name)];

    /// <summary>Whether the spec gives a setting anywhere, rightly or not.</summary>
    public bool IsGiven(string name) => isGiven[indexes[name]];

    public bool IsVaried(int slot) => isVaried[slot];

    /// <summary>Where a setting is fixed; null where it is not.</summary>
    public (string Path, TextPosition Position)? FixedPlaceOf(int slot) =>
        places[slot].Fixed is { } place ? (place.Path, place.Position) : null;

    public void Fix(int slot, Level level)
    {
        Constants[slot] = level;
        levels[slot].Add(level);
    }

    public void AddLevels(int slot, IEnumerable<Level> added) => levels[slot].AddRange(added);

    /// <summary>Whether <see cref="LevelsOf"/> lacks levels that the spec gives, since they have mistakes.</summary>
    public bool HasUnreadLevels(int slot) => hasUnreadLevels[slot];

    public void NoteUnreadLevels(int slot) => hasUnreadLevels[slot] = true;

    /// <summary>Notes where a setting is given, and reports when it is given elsewhere already.</summary>
    /// <param name="slot">The setting.</param>
    /// <param name="isVaried">Whether it is a factor there.</param>
    /// <param name="under">The levels that the place is nested in, from the outside in.</param>
    /// <param name="path">The place in the spec.</param>
    /// <param name="position">The place in the text.</param>
    public bool Claim(int slot, bool isVaried, IReadOnlyList<(string Axis, int Item)> under, string path, TextPosition position)
    {
        if (places[slot].Add(new Place(isVaried, under, path, position)) is { } other)
        {
            string remedy = isVaried == other.IsVaried ? "Keep one of them." : "A setting is either fixed or varied.";
            errors.Add(path, position, $"'{Slots[slot].Name}' is given here and as {other.Path} in line {other.Position.Line}. {remedy}");
            return false;
        }
        isGiven[slot] = true;
        this.isVaried[slot] |= isVaried;
        return true;
    }
}

/// <summary>Where a setting is given.</summary>
/// <param name="IsVaried">Whether it is a factor there.</param>
/// <param name="Under">The levels that the place is nested in, from the outside in.</param>
/// <param name="Path">The place in the spec.</param>
/// <param name="Position">The place in the text.</param>
internal sealed record Place(bool IsVaried, IReadOnlyList<(string Axis, int Item)> Under, string Path, TextPosition Position);
