using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Import.Tables;

/// <summary>A table with a column for each level of the factor: its rows become one row for each level. Where no seed is named the levels
/// of a row are partners.</summary>
internal sealed class WideTable(Table table, ImportQuestion question, MistakeList mistakes)
{
    /// <summary>The name of the metric, where none is given.</summary>
    public const string DefaultMetric = "value";

    /// <summary>The long form, or mistakes.</summary>
    public Table ToLong()
    {
        string?[] named = [question.Seed, question.Epoch, .. question.Blocks ?? [], .. question.PairedBy, .. question.Ignored];
        bool all = question.Wide!.Count == 0;
        string[] levels = [.. all ? table.Columns.Except(named.OfType<string>()) : question.Wide];
        foreach (string level in levels.Where(l => all && HoldsTexts(l)).ToArray())
            mistakes.Add($"{table.Source}: the column {level} holds texts and is no level of {question.Factor}. Name it by --block, --seed "
                + "or --paired-by, or leave it out by --ignore; or name the levels: --wide COLUMN,COLUMN.");
        string metric = question.Metrics.Count == 0 ? DefaultMetric : question.Metrics[0];
        string[] rest = [.. table.Columns.Except(levels)];
        if (rest.Contains(metric))
            mistakes.Add($"{table.Source} has a column {metric}, which the metric would be called: name it otherwise by --metric NAME.");
        if (levels.Length < 2)
            mistakes.Add($"{table.Source}: a comparison needs two columns of levels at least.");
        bool rowsArePartners = question.Seed is null && question.PairedBy.Count == 0;
        if (rowsArePartners && question.Epoch is not null)
            mistakes.Add($"{table.Source}: with --epoch a table with a column for each level needs --seed or --paired-by.");
        if (mistakes.Any)
            return table;

        int[] places = [.. rest.Select(table.IndexOf)];
        int[] blocks = [.. (question.Blocks ?? []).Select(table.IndexOf)];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<TableRow>(table.Rows.Count * levels.Length);
        foreach (var row in table.Rows)
        {
            string block = string.Join('\u001f', blocks.Select(b => Convert.ToString(row.Cells[b], CultureInfo.InvariantCulture)));
            int number = counts[block] = counts.GetValueOrDefault(block, -1) + 1;
            foreach (string level in levels)
            {
                object? cell = row.Cells[table.IndexOf(level)];
                double? value = Numbers.Read(cell);
                if (!Missing.IsNoNumber(cell) && value is null)
                    mistakes.Add(table.Mistake(row, level, Numbers.Problem(cell)));
                rows.Add(new TableRow(row.Number, [.. places.Select(p => row.Cells[p]), level, value])
                {
                    Partners = rowsArePartners ? number : null,
                });
            }
        }
        return table with { Columns = [.. rest, question.Factor, metric], Rows = rows };
    }

    private bool HoldsTexts(string column)
    {
        int c = table.IndexOf(column);
        return table.Rows.Select(r => r.Cells[c]).OfType<object>().ToArray() is { Length: > 0 } cells
            && cells.All(cell => Numbers.Read(cell) is null && cell is string text && SettingColumn.Guess(text) is SettingValue.Text
                && !Numbers.Problem(text).Contains("comma", StringComparison.Ordinal));
    }
}
