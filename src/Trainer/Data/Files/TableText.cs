using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace Sweep.Trainer.Data.Files;

/// <summary>A table of texts: rows of as many fields.</summary>
/// <param name="Path">The file.</param>
/// <param name="Columns">Names of the columns; null without a header.</param>
/// <param name="Rows">(row, column).</param>
/// <param name="Lines">In which line of the file each row ends, from 1.</param>
internal sealed partial record TableText(string Path, IReadOnlyList<string>? Columns, List<string[]> Rows, List<int> Lines)
{
    /// <summary>Separates by any white space.</summary>
    public const string WhiteSpace = "space";

    /// <summary>How many columns there are.</summary>
    public int Width => Rows.Count > 0 ? Rows[0].Length : Columns?.Count ?? 0;

    /// <summary>A column for people.</summary>
    public string NameOf(int column) => Columns is null
        ? string.Create(CultureInfo.InvariantCulture, $"column {column + 1}") : $"column '{Columns[column]}'";

    /// <summary>Reads a table.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="separator">A character, or <see cref="WhiteSpace"/>; null to tell it by the first line.</param>
    /// <param name="header">"yes", "no", "sklearn" (a line of the numbers of rows and columns and the names of classes), or "auto".</param>
    /// <param name="numbers">How numbers are written: a first row with one is no header, and their decimal sign separates no
    /// columns.</param>
    /// <exception cref="DatasetException">It is empty, or a row has another number of fields.</exception>
    public static TableText Read(string dataset, string path, string text, string? separator, string header,
        NumberFormatInfo numbers)
    {
        separator ??= Guess(text, numbers.NumberDecimalSeparator);
        if (separator == WhiteSpace)
            (text, separator) = (string.Join('\n', text.Split('\n').Select(line => Blanks().Replace(line.Trim(), "\t"))), "\t");
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator, HasHeaderRecord = false, TrimOptions = TrimOptions.Trim, BadDataFound = null,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        var rows = new List<string[]>();
        var lines = new List<int>();
        while (parser.Read())
        {
            rows.Add(parser.Record!);
            lines.Add(parser.RawRow);
        }
        if (rows.Count == 0)
            throw new DatasetException(dataset, path, $"{path} is empty.", "Put rows of numbers or texts there.");
        if (header == "auto")
        {
            bool isRow = rows[0].Any(field => double.TryParse(field, NumberStyles.Float, numbers, out _));
            header = IsCounts(rows) ? "sklearn" : isRow ? "no" : "yes";
        }
        string[]? columns = header == "yes" ? rows[0] : null;
        if (header != "no")
        {
            rows.RemoveAt(0);
            lines.RemoveAt(0);
        }
        var table = new TableText(path, columns, rows, lines);
        int width = columns?.Length ?? table.Width;
        string[] wrong = [.. Enumerable.Range(0, rows.Count).Where(i => rows[i].Length != width)
            .Take(5).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {lines[i]} has {rows[i].Length}"))];
        if (wrong.Length > 0)
        {
            throw new DatasetException(dataset, path, $"{path} has {width} columns, but {string.Join(", ", wrong)}.",
                "Correct the lines, or say another separator.");
        }
        if (rows.Count == 0)
            throw new DatasetException(dataset, path, $"{path} has no rows.", "Put rows below the header.");
        return table;
    }

    // "150,4,setosa,versicolor,virginica" above rows of five fields.
    private static bool IsCounts(List<string[]> rows) => rows.Count > 1 && rows[0].Length >= 2
        && rows[0][0] == (rows.Count - 1).ToString(CultureInfo.InvariantCulture)
        && rows[0][1] == (rows[1].Length - 1).ToString(CultureInfo.InvariantCulture);

    private static string Guess(string text, string decimalSign)
    {
        string first = text.AsSpan().TrimStart().ToString() is var rest && rest.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end
            ? rest[..end].Trim() : text.Trim();
        char best = new[] { ';', '\t', ',' }.Where(separator => separator != decimalSign[0])
            .MaxBy(separator => first.Count(c => c == separator));
        return first.Contains(best, StringComparison.Ordinal) ? best.ToString()
            : first.Contains(' ', StringComparison.Ordinal) ? WhiteSpace : ",";
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
