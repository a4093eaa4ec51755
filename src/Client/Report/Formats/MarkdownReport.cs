using System.Text;
using System.Text.RegularExpressions;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Formats;

/// <summary>The report as Markdown (GitHub's flavour for tables); figures are linked files.</summary>
internal static partial class MarkdownReport
{
    public static string Write(ReportDocument document)
    {
        var text = new StringBuilder();
        text.Append($"# {Escape(document.Title)}\n\n{Escape(document.Subtitle)}\n");
        foreach (var section in document.Sections)
        {
            text.Append($"\n## {Escape(section.Heading)}\n");
            foreach (var block in section.Blocks)
                Write(text, block);
        }
        return text.ToString();
    }

    /// <summary>A table on its own.</summary>
    public static string Write(ReportTable table)
    {
        var text = new StringBuilder();
        Row(text, table.Columns.Select(c => Cell(c.Group.Length == 0 ? c.Heading : $"{c.Group}, {c.Heading}")));
        Row(text, table.Columns.Select(c => c.IsNumeric ? "---:" : "---"));
        foreach (var row in table.ShownRows)
            Row(text, row.Cells.Select(c => row.IsBest || c.IsBest ? $"**{Cell(c.Text)}**" : Cell(c.Text)));
        text.Append($"\n{Escape(table.Caption)}\n");
        if (table.Remainder is { } remainder)
            text.Append($"\n{Escape(remainder)}\n");
        return text.ToString();
    }

    /// <summary>Text that Markdown shows as it is.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (char.IsControl(c))
                escaped.Append(' ');
            else if (c is '<')
                escaped.Append("&lt;");
            else if (c is '&')
                escaped.Append("&amp;");
            else if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '#' or '|' or '~' or '>' or '!' or '{' or '}')
                escaped.Append('\\').Append(c);
            else
                escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static void Write(StringBuilder text, ReportBlock block)
    {
        text.Append('\n');
        switch (block)
        {
            case ReportBlock.Paragraph paragraph:
                text.Append(Line(paragraph.Text)).Append('\n');
                break;
            case ReportBlock.Points points:
                foreach (string item in points.Items)
                    text.Append($"- {Line(item)}\n");
                break;
            case ReportBlock.Subheading heading:
                text.Append($"### {Escape(heading.Text)}\n");
                break;
            case ReportBlock.Tabulation tabulation:
                text.Append(Write(tabulation.Table));
                break;
            case ReportBlock.Illustration { Figure: { Drawing: not null } figure }:
                text.Append($"![{Escape(figure.Title)}](figures/{figure.Id}.svg)\n\n**{Escape(figure.Title)}.** "
                    + $"{Escape(figure.Caption)}\n");
                break;
            case ReportBlock.Illustration illustration:
                text.Append($"**{Escape(illustration.Figure.Title)}** is left out: {Escape(illustration.Figure.Caption)}\n");
                break;
            case ReportBlock.Listing listing when Tag().IsMatch(listing.Text): // not every reader of Markdown leaves a fenced block alone
                text.Append($"<pre><code class=\"language-{listing.Language}\">{Markup.Escape(listing.Text.TrimEnd('\n'))}</code></pre>\n");
                break;
            case ReportBlock.Listing listing:
                string fence = new('`', Math.Max(3, LongestRun(listing.Text) + 1));
                text.Append($"{fence}{listing.Language}\n{listing.Text.TrimEnd('\n')}\n{fence}\n");
                break;
        }
    }

    // A paragraph or point that begins like a list, a rule or code would become one.
    private static string Line(string text) => BlockStart().Replace(Escape(text).TrimStart(), "$1\\$2");

    [GeneratedRegex(@"\A(\d*)([-+.)])(?=\s|-*\z)", RegexOptions.CultureInvariant)]
    private static partial Regex BlockStart();

    [GeneratedRegex("<[A-Za-z/!?]", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    private static string Cell(string text) => Escape(text);

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
