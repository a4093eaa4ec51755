using Sweep.Scheduling.Looks;
using Sweep.Statistics.Comparisons;
using Sweep.Store;

namespace Sweep.Client.Compare;

/// <summary>Means of a factor's levels (rows) by combinations of other factors (columns): the layout of most papers' tables.</summary>
/// <param name="RowFactor">The factor of the rows.</param>
/// <param name="ColumnFactors">The factors of the columns, the last varying fastest.</param>
/// <param name="RowLabels">Row levels in order.</param>
/// <param name="ColumnLabels">One label per column factor, for each column.</param>
/// <param name="Cells">(rows, columns); trials that differ in further factors are averaged within their combinations first.</param>
/// <param name="Floor">What a diverged trial scores.</param>
internal sealed record LevelMatrix(string RowFactor, IReadOnlyList<string> ColumnFactors, IReadOnlyList<string> RowLabels,
    IReadOnlyList<IReadOnlyList<string>> ColumnLabels, IReadOnlyList<IReadOnlyList<LevelSummary>> Cells, DivergenceFloor Floor)
{
    /// <summary>Makes the table from all trials, in plan order.</summary>
    /// <exception cref="UserErrorException">A factor does not exist.</exception>
    public static LevelMatrix Of(IReadOnlyList<TrialRow> rows, CompareQuestion question, string rowFactor, IReadOnlyList<string> columnFactors,
        ComparisonOptions options)
    {
        var known = rows.SelectMany(r => r.Trial.Configuration.Settings.Keys).ToHashSet();
        foreach (string factor in columnFactors.Prepend(rowFactor))
        {
            if (!known.Contains(factor))
                throw new UserErrorException($"No trial has the setting '{factor}'. Settings: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }

        var asked = question.Asked;
        var cells = new Dictionary<(string Row, string Column), List<Observation>>();
        var rowLabels = new List<string>();
        var columnLabels = new Dictionary<string, string[]>();
        foreach (var row in rows)
        {
            var settings = row.Trial.Configuration.Settings;
            string rowLabel = TrialObservations.Label(settings, rowFactor);
            string[] labels = [.. columnFactors.Select(f => TrialObservations.Label(settings, f))];
            string column = string.Join('\n', labels);
            if (!rowLabels.Contains(rowLabel))
                rowLabels.Add(rowLabel);
            columnLabels.TryAdd(column, labels);
            if (!cells.TryGetValue((rowLabel, column), out var cell))
                cells[(rowLabel, column)] = cell = [];
            var (status, value) = TrialObservations.Outcome(row, asked);
            cell.Add(new Observation(rowLabel, row.Trial.Configuration.Id.Value, row.Trial.Id.Value, row.Trial.Seed.Value, status, value));
        }

        var floor = DivergenceFloor.Of(cells.Values.SelectMany(c => c), options);
        if (rowFactor == question.Factor)
            rowLabels = [.. options.Levels.Where(rowLabels.Contains), .. rowLabels.Except(options.Levels)];
        return new LevelMatrix(rowFactor, columnFactors, rowLabels, [.. columnLabels.Values],
            [.. rowLabels.Select(r => (IReadOnlyList<LevelSummary>)[.. columnLabels.Keys.Select(c => Summary(r, c))])], floor);

        LevelSummary Summary(string row, string column)
        {
            var cell = cells.GetValueOrDefault((row, column)) ?? [];
            return LevelSummary.Of(row, column.Replace("\n", ", ", StringComparison.Ordinal),
                [.. cell.GroupBy(o => o.Block).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())], floor);
        }
    }
}
