using System.Globalization;
using Sweep.Planning.Errors;
using Sweep.Planning.Expansion;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Walks a grid once without making configurations: counts them, and finds what only the whole shows.</summary>
internal sealed class GridCheck(Grid grid, SlotTable slots, SpecErrorList errors)
{
    private const double MaxPlanSize = 100_000_000; // trials

    /// <summary>The exact number of configurations; null when the grid is too large or requires what it does not give.</summary>
    public long? Count(IReadOnlyList<(Condition Condition, string Path, TextPosition Position)> exclusions, TextPosition position,
        int seedCount)
    {
        double size = grid.Axes.Aggregate((double)seedCount, (product, axis) => product * axis.MaxSize());
        if (!(size <= MaxPlanSize))
        {
            errors.Add("grid", position, string.Create(CultureInfo.InvariantCulture,
                $"This plan would have up to {size:G3} trials; the limit is {MaxPlanSize:G3}. Use fewer levels, or split the sweep."));
            return null;
        }
        var reached = new HashSet<AxisRow>();
        var hits = new bool[exclusions.Count];
        var missing = new bool[grid.Slots.Count];
        RuleCheck[] rules = [.. slots.Rules.Select(rule => new RuleCheck(rule, grid, slots, errors))];
        long count = 0;
        var cursor = new CombinationCursor(grid.Constants, grid.Axes, Exclusions.None, reached);
        while (cursor.MoveNext())
        {
            bool isExcluded = false;
            foreach (int i in grid.Exclusions.Holding(cursor.Current))
                isExcluded = hits[i] = true;
            if (isExcluded)
                continue;
            count++;
            FindMissing(cursor.Current, missing, position);
            foreach (var rule in rules)
                rule.Check(cursor.Current, position);
        }

        foreach (var row in grid.Axes.SelectMany(a => a.WithDescendants()).SelectMany(a => a.Rows).Where(r => !reached.Contains(r)))
            errors.Add(row.Path, row.Position, $"'{row.Levels[0].Label}' never applies: no combination fulfils its condition.");
        foreach (var (_, path, place) in exclusions.Where((_, i) => !hits[i]))
            errors.Add(path, place, "This excludes nothing: no combination matches it.");
        if (count == 0)
            errors.Add("exclude", position, "Nothing is left: every combination is excluded.");
        return count;
    }

    /// <summary>Reports each required setting once, with the first combination that lacks it.</summary>
    private void FindMissing(Level?[] combination, bool[] reported, TextPosition position)
    {
        for (int slot = 0; slot < combination.Length; slot++)
        {
            var definition = grid.Slots[slot];
            if (combination[slot] is not null || !definition.IsRequired || reported[slot])
                continue;
            reported[slot] = true;
            var factors = grid.Axes.SelectMany(a => a.WithDescendants()).SelectMany(a => a.Slots).ToHashSet();
            string where = string.Join(", ", combination.Where((l, i) => l is not null && factors.Contains(i))
                .Select(l => $"{l!.Setting.Key}={l.Label}"));
            errors.Add(definition.Name, position, $"'{definition.Name}' is required, and no level of it applies to {where}.");
        }
    }
}
