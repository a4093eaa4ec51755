using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Comparisons;

/// <summary>The observations of each level within each block, in ordinal order of pair key and tuned level.</summary>
internal sealed class CellTable
{
    private readonly Dictionary<(string Level, string Block), Observation[]> cells;

    private CellTable(Dictionary<(string, string), Observation[]> cells) => this.cells = cells;

    /// <summary>Levels and blocks that have observations, with these.</summary>
    public IEnumerable<((string Level, string Block) Key, IReadOnlyList<Observation> Observations)> All =>
        cells.Select(c => (c.Key, (IReadOnlyList<Observation>)c.Value));

    /// <summary>The observations of a cell; none when it does not exist.</summary>
    public IReadOnlyList<Observation> this[string level, string block] => cells.GetValueOrDefault((level, block)) ?? [];

    /// <summary>Sorts observations into cells.</summary>
    /// <exception cref="ArgumentException">Two observations are of one trial, or a value is not finite.</exception>
    public static CellTable Create(IReadOnlyList<Observation> observations)
    {
        var lists = new Dictionary<(string, string), List<Observation>>();
        List<Observation>? list = null;
        Observation? last = null;
        foreach (var o in observations)
        {
            // Trials of a cell usually follow each other and share their texts.
            if (list is null || !ReferenceEquals(o.Level, last!.Level) || !ReferenceEquals(o.Block, last.Block))
            {
                if (!lists.TryGetValue((o.Level, o.Block), out list))
                    lists[(o.Level, o.Block)] = list = [];
            }
            list.Add(last = o);
        }
        var sorted = lists.Values.Select(l => l.ToArray()).ToArray();
        Parallel.ForEach(sorted, cell => Array.Sort(cell, InOrder));
        foreach (var cell in sorted)
            Check(cell);
        return new CellTable(lists.Keys.Zip(sorted).ToDictionary(c => c.First, c => c.Second));
    }

    /// <summary>The same cells with some of their observations; cells that lose all of them are gone.</summary>
    public CellTable Where(Func<Observation, bool> kept) =>
        new(cells.Select(c => (c.Key, Kept: c.Value.Where(kept).ToArray())).Where(c => c.Kept.Length > 0)
            .ToDictionary(c => c.Key, c => c.Kept));

    private static int InOrder(Observation a, Observation b)
    {
        int order = string.CompareOrdinal(a.PairKey, b.PairKey);
        return order != 0 ? order : string.CompareOrdinal(a.TunedLevel, b.TunedLevel);
    }

    private static void Check(Observation[] cell)
    {
        for (int i = 0; i < cell.Length; i++)
        {
            var o = cell[i];
            if (i > 0 && InOrder(cell[i - 1], o) == 0)
                throw new ArgumentException($"{Name(o)} has two observations with pair key {o.PairKey}: a factor is missing from the "
                    + "block.", "observations");
            if (o.Status == ObservationStatus.Value && !double.IsFinite(o.Value))
                throw new ArgumentException(FormattableString.Invariant($"{Name(o)} has the value {o.Value}; such a trial diverged."),
                    "observations");
            if (o.Chance is { } chance && !double.IsFinite(chance))
                throw new ArgumentException(FormattableString.Invariant($"{Name(o)}: guessing scores {chance}, which is no number."),
                    "observations");
        }
    }

    private static string Name(Observation o) => FormattableString.Invariant($"Level '{o.Level}', block '{o.Block}', seed {o.Seed}");
}
