using Sweep.Analysis.Comparisons;

namespace Sweep.Analysis.Matrices;

/// <summary>Rows of a table among which the best of each column is marked.</summary>
/// <param name="Name">"fixed", "learnable"; empty when all rows are one group.</param>
/// <param name="Mark">The mark of the best: never colour alone.</param>
/// <param name="Rows">Their indices.</param>
/// <param name="Best">The best row of each column; null where none has an outcome. Equal means go to the first.</param>
public sealed record MatrixGroup(string Name, char Mark, IReadOnlyList<int> Rows, IReadOnlyList<int?> Best)
{
    private const char FirstMark = '*', SecondMark = '†';

    /// <summary>"best fixed", "best learnable", "best".</summary>
    public string BestName => Name.Length == 0 ? "best" : $"best {Name}";

    /// <summary>Fixed and learnable rows where both occur and every row's kind is known, else one group of all.</summary>
    public static IReadOnlyList<MatrixGroup> Create(MatrixMeans means, IReadOnlyDictionary<string, SizeRange> sizes)
    {
        int[] rows = [.. Enumerable.Range(0, means.Labels.Count)];
        bool hasKinds = rows.All(r => sizes.ContainsKey(means.Labels[r]))
            && rows.Select(r => sizes[means.Labels[r]].IsLearnable).Distinct().Count() == 2;
        return hasKinds
            ?
            [
                New("fixed", FirstMark, [.. rows.Where(r => !sizes[means.Labels[r]].IsLearnable)]),
                New("learnable", SecondMark, [.. rows.Where(r => sizes[means.Labels[r]].IsLearnable)]),
            ]
            : [New("", FirstMark, rows)];

        MatrixGroup New(string name, char mark, int[] members) =>
            new(name, mark, members, [.. Enumerable.Range(0, means.ColumnCount).Select(c => means.Best(members, c))]);
    }
}

/// <summary>The means of a table, with the direction that is better.</summary>
public sealed record MatrixMeans(IReadOnlyList<string> Labels, IReadOnlyList<IReadOnlyList<LevelSummary>> Cells, bool LargerIsBetter)
{
    /// <summary>How many columns.</summary>
    public int ColumnCount => Cells[0].Count;

    /// <summary>The first row with the best mean of a column; null where none has an outcome. Rows that diverged without any number go
    /// last.</summary>
    public int? Best(IEnumerable<int> rows, int column)
    {
        var order = LevelSummary.Merit(LargerIsBetter);
        int? best = null;
        foreach (int row in rows)
        {
            if (Cells[row][column].Count > 0 && (best is not { } b || order.Compare(Cells[row][column], Cells[b][column]) < 0))
                best = row;
        }
        return best;
    }

    /// <summary>The row with the best mean over columns, among those with outcomes in most columns; means that are but bounds go
    /// last.</summary>
    public int BestOverColumns()
    {
        var ranked = Cells
            .Select((row, r) => (Row: r, IsBound: row.Any(c => c.IsBound), Means: row.Select(c => c.Mean).OfType<double>().ToArray()))
            .OrderByDescending(x => x.Means.Length).ThenBy(x => x.IsBound).ToArray();
        var first = ranked[0];
        var complete = ranked.Where(x => x.Means.Length == first.Means.Length && x.IsBound == first.IsBound);
        if (first.Means.Length == 0)
            return 0;
        return (LargerIsBetter ? complete.MaxBy(x => x.Means.Average()) : complete.MinBy(x => x.Means.Average())).Row;
    }
}
