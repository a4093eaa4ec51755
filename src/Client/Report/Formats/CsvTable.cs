using System.Globalization;
using Sweep.Client.Output;
using Sweep.Client.Report.Documents;

namespace Sweep.Client.Report.Formats;

/// <summary>A table as comma-separated values (RFC 4180, line feeds): whole numbers with all digits, absent and non-finite ones
/// empty.</summary>
internal static class CsvTable
{
    public static string Write(ReportTable table) => string.Concat(
        table.Rows.Select(row => row.Cells.Select((cell, i) => Field(cell, table.Columns[i])))
            .Prepend(ColumnNames.Distinct([.. table.Columns.Select(c => c.Name)])).Select(fields => CsvText.Line(fields) + "\n"));

    private static string Field(ReportCell cell, ReportColumn column) => column.IsNumeric
        ? cell.Number is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : ""
        : cell.Plain ?? cell.Text;
}
