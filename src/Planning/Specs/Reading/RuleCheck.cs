using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Applies a rule of the vocabulary to the combinations of a grid: once to each combination of the settings it looks at.</summary>
internal sealed class RuleCheck(SettingRule rule, Grid grid, SlotTable slots, SpecErrorList errors)
{
    private readonly int[] looksAt = [.. rule.Settings.Select(name => slots.IndexOf(name)).OfType<int>()];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly HashSet<(string Path, string Message)> told = [];
    private Level?[]? last;

    /// <summary>Reports what is wrong with a combination, unless that was reported before.</summary>
    /// <param name="combination">A level per slot; null where nothing holds.</param>
    /// <param name="otherwise">The place for what the spec gives nowhere.</param>
    public void Check(Level?[] combination, TextPosition otherwise)
    {
        if (last is not null && Array.TrueForAll(looksAt, slot => ReferenceEquals(combination[slot], last[slot])))
            return;
        last ??= new Level?[combination.Length];
        combination.CopyTo(last, 0);
        if (!seen.Add(string.Join('\n', looksAt.Select(slot => combination[slot]?.Fragment))))
            return;
        var values = looksAt.Select(slot => combination[slot]).OfType<Level>().ToDictionary(l => l.Setting.Key, l => l.Value);
        if (rule.Check(values) is not { } error)
            return;
        var (path, position) = PlaceWithin(combination, error)
            ?? looksAt.Select(slot => PlaceOf(slot, combination[slot])).FirstOrDefault(p => p is not null)
            ?? (rule.Settings[0], otherwise);
        if (told.Add((path, error.Message)))
            errors.Add(path, position, error.Message, error.Allowed, error.Given);
    }

    private (string Path, TextPosition Position)? PlaceWithin(Level?[] combination, UserDefinitionError error) =>
        error.Path.Length > 0 && looksAt.Length > 0 && combination[looksAt[0]] is { } level
            ? slots.Places.Find(level.Value, error.Path)
            : null;

    // A level of a factor has a row, a fixed setting the place where it is given, a default neither.
    private (string Path, TextPosition Position)? PlaceOf(int slot, Level? level)
    {
        if (level is null)
            return null;
        var rows = grid.Axes.SelectMany(a => a.WithDescendants()).SelectMany(a => a.Rows);
        return rows.FirstOrDefault(r => r.Levels.Contains(level)) is { } row ? (row.Path, row.Position) : slots.FixedPlaceOf(slot);
    }
}
