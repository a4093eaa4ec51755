using System.Text;
using System.Text.RegularExpressions;
using Sweep.Client.Report.Documents;

namespace Sweep.Client.Report.Formats;

/// <summary>A table for LaTeX with the packages booktabs and graphicx: a file to \input. A table wider than the lines is scaled down to
/// them.</summary>
internal static partial class LatexTable
{
    public static string Write(ReportTable table)
    {
        var text = new StringBuilder();
        text.Append("% \\usepackage[T1]{fontenc}\n% \\usepackage{booktabs}\n% \\usepackage{graphicx}\n\\begin{table}\n\\centering\n");
        text.Append($"\\caption{{{Escape(table.Caption)}}}\n\\label{{tab:{table.Id}}}\n");
        text.Append("\\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%\n");
        text.Append($"\\begin{{tabular}}{{@{{}}{string.Concat(table.Columns.Select(c => c.IsNumeric ? 'r' : 'l'))}@{{}}}}\n\\toprule\n");
        if (table.Groups is { Count: > 0 } groups)
        {
            Row(text, groups.Select(g => $"\\multicolumn{{{g.Count}}}{{c}}{{{Escape(g.Name)}}}"));
            text.AppendJoin(' ', groups.Where(g => g.Name.Length > 0).Select(g => $"\\cmidrule(lr){{{g.First + 1}-{g.First + g.Count}}}"))
                .Append('\n');
        }
        Row(text, table.Columns.Select(c => Escape(c.Heading)));
        text.Append("\\midrule\n");
        bool isFoot = false;
        foreach (var row in table.Rows)
        {
            if (row.IsFoot && !isFoot)
                text.Append("\\midrule\n");
            isFoot = row.IsFoot;
            Row(text, row.Cells.Select(c => row.IsBest || c.IsBest ? $"\\textbf{{{Escape(c.Text)}}}" : Escape(c.Text)));
        }
        return text.Append("\\bottomrule\n\\end{tabular}}\n\\end{table}\n").ToString();
    }

    /// <summary>Text that LaTeX prints as it is.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            escaped.Append(c switch
            {
                '-' when IsMinus(text, i) => "$-$",
                '\\' => "\\textbackslash{}",
                '{' or '}' or '$' or '&' or '#' or '%' or '_' => "\\" + c,
                '^' => "\\textasciicircum{}",
                '~' => "\\textasciitilde{}",
                '<' => "\\textless{}",
                '>' => "\\textgreater{}",
                '|' => "\\textbar{}",
                '"' => "\\textquotedbl{}",
                '`' => "\\textasciigrave{}",
                '\'' => "\\textquotesingle{}",
                '-' => "{-}", // two of them would become a dash
                '[' => "{[}", // after a line break these two would be taken for its options
                '*' => "{*}",
                '±' => "$\\pm$",
                '×' => "$\\times$",
                '†' => "\\textdagger{}",
                '…' => "\\dots{}",
                _ when char.IsControl(c) => " ",
                _ => c.ToString(),
            });
        }
        return escaped.ToString();
    }

    /// <summary>Sentences that LaTeX prints as they are: within words hyphens and apostrophes are those of the language.</summary>
    public static string Prose(string text) => WithinWord().Replace(Escape(text), m => m.Value == "{-}" ? "-" : "'");

    [GeneratedRegex(@"(?<=\w)(\{-\}|\\textquotesingle\{\})(?=[\w ])", RegexOptions.CultureInvariant)]
    private static partial Regex WithinWord();

    // Not the hyphen of a name or of a range.
    private static bool IsMinus(string text, int at) =>
        at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]) && (at == 0 || text[at - 1] is ' ' or '(');

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(" & ", cells).Append(" \\\\\n");
}
