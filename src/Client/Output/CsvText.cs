using System.Globalization;

namespace Sweep.Client.Output;

/// <summary>Comma-separated values after RFC 4180, for every CSV that this program writes.</summary>
/// <remarks>Spreadsheets run a text that begins like a formula when they open the file, whoever wrote that text. Such a field gets an
/// apostrophe in front, which makes it text for them; numbers are left alone. JSON has every text as it is.</remarks>
internal static class CsvText
{
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20"; // the last four: wide forms, which some spreadsheets read alike

    /// <summary>The fields of a line, without its end.</summary>
    public static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string text)
    {
        if (IsFormula(text))
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static bool IsFormula(string text)
    {
        if (text.Length < 2)
            return false; // "-" for nothing
        if (text[0] is '\t' or '\r' or '\n')
            return true;
        var begun = text.AsSpan().TrimStart();
        return begun.Length > 0 && FormulaStarts.Contains(begun[0])
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
