namespace Sweep.Import.Tables;

/// <summary>A table as a file has it.</summary>
/// <param name="Source">The file's name, for messages.</param>
/// <param name="RowWord">What a row is called there: "line", "row", "object".</param>
/// <param name="Columns">The names, each once.</param>
/// <param name="Rows">In the order of the file.</param>
internal sealed record Table(string Source, string RowWord, IReadOnlyList<string> Columns, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Where a row stands: "line 12".</summary>
    public string Place(TableRow row) => FormattableString.Invariant($"{RowWord} {row.Number}");

    /// <summary>A mistake in a cell: "results.csv, line 12, column seed: ...".</summary>
    public string Mistake(TableRow row, string column, string what) => $"{Source}, {Place(row)}, column {column}: {what}";

    /// <summary>The place of a column, or -1.</summary>
    public int IndexOf(string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] == column)
                return i;
        }
        return -1;
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Number">From 1, as an editor counts.</param>
/// <param name="Cells">One for each column: null where there is nothing, text as it stands, a double, or a flag. Files without types
/// have text only.</param>
internal sealed record TableRow(int Number, object?[] Cells)
{
    /// <summary>Equal for the rows that are partners by their place; null where a column says it.</summary>
    public int? Partners { get; init; }
}

/// <summary>What came of reading a file.</summary>
/// <param name="Table">What could be read, without the rows that have mistakes; null where nothing could.</param>
/// <param name="Mistakes">All that is wrong with the file as such.</param>
/// <param name="Notes">What was left out and why.</param>
internal sealed record TableReading(Table? Table, IReadOnlyList<string> Mistakes, IReadOnlyList<string> Notes);
