using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sweep.Client.Output;

/// <summary>Comma-separated values after RFC 4180, for every CSV that this program writes.</summary>
/// <remarks>Spreadsheets run a text that begins like a formula when they open the file, whoever wrote that text. Such a field gets an
/// apostrophe in front, which makes it text for them; numbers are left alone. A spreadsheet that expects semicolons or tabs, as many do
/// outside the English-speaking world, cuts a text in parts: within a field each part is treated alike. JSON has every text as it
/// is.</remarks>
internal static class CsvText
{
    private const string FormulaStarts = "=+-@\uFF1D\uFF0B\uFF0D\uFF20"; // the last four: wide forms, which some spreadsheets read alike

    private static readonly SearchValues<char> Cuts = SearchValues.Create(";\t\r\n"), Special = SearchValues.Create(",\";\t\r\n");

    /// <summary>The fields of a line, without its end.</summary>
    public static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Field));

    private static string Field(string text)
    {
        bool isBlank = text.Length > 1 && text[0] is ('\t' or '\r' or '\n');
        text = (isBlank ? "'" : "") + Guarded(text);
        return text.AsSpan().IndexOfAny(Special) < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string Guarded(string text)
    {
        int cut = text.AsSpan().IndexOfAny(Cuts);
        if (cut < 0)
            return IsFormula(text) ? "'" + text : text;
        var guarded = new StringBuilder();
        for (int start = 0; ; start += cut + 1)
        {
            cut = text.AsSpan(start).IndexOfAny(Cuts);
            string part = cut < 0 ? text[start..] : text.Substring(start, cut);
            guarded.Append(IsFormula(part) ? "'" : "").Append(part);
            if (cut < 0)
                return guarded.ToString();
            guarded.Append(text[start + cut]);
        }
    }

    private static bool IsFormula(string text)
    {
        var begun = text.AsSpan().TrimStart();
        return begun.Length > 1 && FormulaStarts.Contains(begun[0]) // "-" for nothing
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
