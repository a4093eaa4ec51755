using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Sweep.Import.Tables;

/// <summary>Text with a line of names and a line for each row, separated by comma, semicolon or tab.</summary>
public sealed class CsvSource : TableSource
{
    private const int Looked = 64 * 1024;
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <inheritdoc/>
    public override string Name => "csv";

    /// <inheritdoc/>
    public override string Description => "CSV, separated by comma, semicolon or tab";

    /// <summary>Text without zero characters whose first line is split by a separator.</summary>
    /// <param name="path">The file.</param>
    public override bool Recognises(string path)
    {
        if (!File.Exists(path))
            return false;
        using var reader = new StreamReader(path, Encoding.UTF8);
        char[] start = new char[Looked];
        string text = new(start, 0, reader.ReadBlock(start, 0, Looked));
        return !text.Contains('\0', StringComparison.Ordinal) && SeparatorOf(text) is not null;
    }

    private protected override Task<TableReading> ReadTableAsync(string path, CancellationToken cancellation)
    {
        string source = Path.GetFileName(path);
        string text;
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            return Task.FromResult(new TableReading(null, [$"{source} is not in UTF-8. Save it as \"CSV UTF-8\"."], []));
        }
        return Task.FromResult(Parse(source, text, cancellation));
    }

    internal static TableReading Parse(string source, string text, CancellationToken cancellation)
    {
        var (mistakes, notes) = (new MistakeList(), new List<string>());
        char separator = SeparatorOf(text) ?? ',';
        bool isDamaged = false;
        using var parser = new CsvParser(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            TrimOptions = TrimOptions.Trim,
            BadDataFound = _ => isDamaged = true,
            IgnoreBlankLines = false, // so that lines are counted
        });
        int line = 0; // on which the row begins
        string[] cells = [];
        do
        {
            if (!ReadRow())
                return new TableReading(null, [$"{source} is empty."], []);
        }
        while (IsBlank());
        string[] header = [.. cells.Select(n => n.Trim())];
        int[] kept = [.. Enumerable.Range(0, header.Length).Where(i => header[i].Length > 0)];
        if (kept.Length < header.Length)
            notes.Add($"{Columns(header.Length - kept.Length)} without a name left out.");
        bool namesAreUnique = kept.DistinctBy(i => header[i]).Count() == kept.Length;
        foreach (var twice in kept.GroupBy(i => header[i], StringComparer.Ordinal).Where(g => g.Count() > 1))
            mistakes.Add($"{source}, line {line}: the column {twice.Key} occurs {twice.Count()} times. Rename all but one.");

        var rows = new List<TableRow>();
        while (ReadRow())
        {
            cancellation.ThrowIfCancellationRequested();
            if (isDamaged || IsBlank())
                continue; // blank lines are what spreadsheets leave behind
            if (cells.Length != header.Length)
            {
                string hint = separator == ',' && cells.Length > header.Length
                    ? " Are these decimal commas? Export with a decimal point." : "";
                mistakes.Add(FormattableString.Invariant(
                    $"{source}, line {line}: {cells.Length} cells, and the first line names {header.Length} columns.{hint}"));
                continue;
            }
            rows.Add(new TableRow(line, [.. kept.Select(i => (object?)(Missing.IsMissing(cells[i]) ? null : cells[i]))]));
        }
        if (rows.Count == 0 && !mistakes.Any)
            mistakes.Add($"{source} has names of columns and no rows.");
        return new TableReading(rows.Count == 0 || !namesAreUnique ? null
            : new Table(source, "line", [.. kept.Select(i => header[i])], rows), mistakes.All, notes);

        bool ReadRow()
        {
            isDamaged = false;
            line = parser.RawRow + 1;
            bool isThere = parser.Read();
            cells = isThere ? parser.Record! : []; // this finds out about quotes
            if (isDamaged)
                mistakes.Add(FormattableString.Invariant($"{source}, line {line}: a quote stands inside a cell without quotes, or is not ")
                    + "closed.");
            return isThere;
        }

        bool IsBlank() => Array.TrueForAll(cells, string.IsNullOrWhiteSpace);
    }

    private static string Columns(int count) => count == 1 ? "A column" : FormattableString.Invariant($"{count} columns");

    // The one that splits the first line most often, quoted parts aside.
    private static char? SeparatorOf(string text)
    {
        bool quoted = false;
        var counts = new int[Separators.Length];
        foreach (char c in text)
        {
            if (c == '"')
                quoted = !quoted;
            else if (!quoted && c is '\n' or '\r' && counts.Any(n => n > 0))
                break;
            else if (!quoted && Array.IndexOf(Separators, c) is >= 0 and var s)
                counts[s]++;
        }
        int best = Array.IndexOf(counts, counts.Max());
        return counts[best] == 0 ? null : Separators[best];
    }
}
