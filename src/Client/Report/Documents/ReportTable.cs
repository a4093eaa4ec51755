namespace Sweep.Client.Report.Documents;

/// <summary>A table with the numbers behind its texts: people read the text, programs and sorting use the number.</summary>
/// <param name="Id">Its anchor and file name: lower-case letters and hyphens.</param>
/// <param name="Caption">What it shows, with units and marks explained.</param>
/// <param name="Columns">Left to right.</param>
/// <param name="Rows">Top to bottom.</param>
internal sealed record ReportTable(string Id, string Caption, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>A table that pages show up to here; the CSV file always has all rows.</summary>
    public const int MaxShownRows = 1000;

    /// <summary>The rows that a page shows.</summary>
    public IEnumerable<ReportRow> ShownRows => Rows.Take(MaxShownRows);

    /// <summary>What stands above the headings: each group with its columns, from first to last; none when no column is in a
    /// group.</summary>
    public IReadOnlyList<(string Name, int First, int Count)> Groups
    {
        get
        {
            var groups = new List<(string Name, int First, int Count)>();
            for (int i = 0; i < Columns.Count; i++)
            {
                if (groups.Count > 0 && groups[^1].Name == Columns[i].Group)
                    groups[^1] = groups[^1] with { Count = groups[^1].Count + 1 };
                else
                    groups.Add((Columns[i].Group, i, 1));
            }
            return Columns.Any(c => c.Group.Length > 0) ? groups : [];
        }
    }

    /// <summary>What stands under a table that a page does not show whole; null when it does.</summary>
    public string? Remainder => Rows.Count <= MaxShownRows
        ? null
        : FormattableString.Invariant($"The first {MaxShownRows} of {Rows.Count} rows; tables/{Id}.csv has them all.");
}

/// <summary>A column.</summary>
/// <param name="Heading">As people read it.</param>
/// <param name="Name">camelCase: the head of the CSV column.</param>
/// <param name="IsNumeric">Aligned right, and sorted by number.</param>
internal sealed record ReportColumn(string Heading, string Name, bool IsNumeric = true)
{
    /// <summary>What neighbouring columns have in common, written once above them; empty for nothing.</summary>
    public string Group { get; init; } = "";
}

/// <summary>A row.</summary>
/// <param name="Cells">One per column.</param>
/// <param name="IsBest">Whether to stress it; a mark in its text says so too.</param>
/// <param name="IsFoot">Whether it belongs below the others however they are sorted.</param>
internal sealed record ReportRow(IReadOnlyList<ReportCell> Cells, bool IsBest = false, bool IsFoot = false);

/// <summary>A cell.</summary>
/// <param name="Text">As people read it.</param>
/// <param name="Number">The number itself, in the unit of the metric; null where the cell is text or empty.</param>
/// <param name="IsBest">Whether to stress this cell alone.</param>
internal sealed record ReportCell(string Text, double? Number = null, bool IsBest = false)
{
    /// <summary>What a program reads instead of the text: the word without marks.</summary>
    public string? Plain { get; init; }

    public static implicit operator ReportCell(string text) => new(text);

    /// <summary>A whole number.</summary>
    public static ReportCell Count(int count) => new(count.ToString(System.Globalization.CultureInfo.InvariantCulture), count);
}
