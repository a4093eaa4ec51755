using System.Globalization;
using System.Text;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Formats;

/// <summary>Paragraphs, lists, tables and figures in HTML, as the report and the live page show them. blocks.css says how they look;
/// blocks.js sorts and filters tables, and tells the values of figures.</summary>
internal static class HtmlBlocks
{
    private const int BroadColumns = 16; // more go into small print on paper

    /// <summary>Blocks, one after the other.</summary>
    public static string Fragment(params IEnumerable<ReportBlock> blocks)
    {
        var text = new StringBuilder();
        foreach (var block in blocks)
            Write(text, block);
        return text.ToString();
    }

    /// <summary>Appends a block.</summary>
    public static void Write(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case ReportBlock.Paragraph paragraph:
                text.Append($"<p>{Markup.Escape(paragraph.Text)}</p>\n");
                break;
            case ReportBlock.Points points:
                text.Append("<ul>\n");
                foreach (string item in points.Items)
                    text.Append($"<li>{Markup.Escape(item)}</li>\n");
                text.Append("</ul>\n");
                break;
            case ReportBlock.Subheading heading:
                text.Append($"<h3>{Markup.Escape(heading.Text)}</h3>\n");
                break;
            case ReportBlock.Tabulation tabulation:
                Write(text, tabulation.Table);
                break;
            case ReportBlock.Illustration { Figure: { Drawing: { } drawing } figure }:
                text.Append($"<figure id=\"figure-{figure.Id}\">\n<div class=\"wide\">{drawing.ToSvg(isFile: false)}</div>\n");
                text.Append($"<figcaption><strong>{Markup.Escape(figure.Title)}.</strong> "
                    + $"{Markup.Escape(figure.Caption)}</figcaption>\n</figure>\n");
                break;
            case ReportBlock.Illustration illustration:
                text.Append($"<p class=\"omitted\"><strong>{Markup.Escape(illustration.Figure.Title)}</strong> is left out: "
                    + $"{Markup.Escape(illustration.Figure.Caption)}</p>\n");
                break;
            case ReportBlock.Listing listing:
                text.Append($"<pre><code data-language=\"{listing.Language}\">{Markup.Escape(listing.Text)}</code></pre>\n");
                break;
        }
    }

    private static void Write(StringBuilder text, ReportTable table)
    {
        text.Append($"<figure class=\"table\" id=\"table-{table.Id}\">\n<div "
            + $"class=\"wide\"><table{(table.Columns.Count > BroadColumns ? " class=\"broad\"" : "")}>\n<thead>");
        if (table.Groups is { Count: > 0 } groups)
        {
            string heads = string.Concat(groups.Select(g => g.Name.Length == 0
                ? FormattableString.Invariant($"<td colspan=\"{g.Count}\"></td>")
                : FormattableString.Invariant($"<th scope=\"colgroup\" colspan=\"{g.Count}\">{Markup.Escape(g.Name)}</th>")));
            text.Append($"<tr class=\"groups\">{heads}</tr>\n");
        }
        text.Append("<tr>");
        foreach (var column in table.Columns)
            text.Append($"<th scope=\"col\"{(column.IsNumeric ? " class=\"number\"" : "")}>{Markup.Escape(column.Heading)}</th>");
        text.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.ShownRows.Where(r => !r.IsFoot))
            Write(text, row, table.Columns);
        text.Append("</tbody>\n");
        if (table.ShownRows.Any(r => r.IsFoot))
        {
            text.Append("<tfoot>\n");
            foreach (var row in table.ShownRows.Where(r => r.IsFoot))
                Write(text, row, table.Columns);
            text.Append("</tfoot>\n");
        }
        string rest = table.Remainder is { } remainder ? " " + Markup.Escape(remainder) : "";
        text.Append($"</table></div>\n<figcaption>{Markup.Escape(table.Caption)}{rest}</figcaption>\n</figure>\n");
    }

    private static void Write(StringBuilder text, ReportRow row, IReadOnlyList<ReportColumn> columns)
    {
        text.Append(row.IsBest ? "<tr class=\"best\">" : "<tr>");
        for (int i = 0; i < row.Cells.Count; i++)
            Write(text, row.Cells[i], columns[i], isHead: i == 0);
        text.Append("</tr>\n");
    }

    private static void Write(StringBuilder text, ReportCell cell, ReportColumn column, bool isHead)
    {
        string tag = isHead ? "th" : "td";
        string classes = string.Join(' ', new[] { column.IsNumeric ? "number" : "", cell.IsBest ? "best" : "" }.Where(c => c.Length > 0));
        string number = column.IsNumeric && cell.Number is { } n && double.IsFinite(n)
            ? $" data-number=\"{n.ToString("R", CultureInfo.InvariantCulture)}\"" : "";
        string scope = isHead ? " scope=\"row\"" : "", style = classes.Length > 0 ? $" class=\"{classes}\"" : "";
        text.Append($"<{tag}{scope}{style}{number}>{Markup.Escape(cell.Text)}</{tag}>");
    }
}
