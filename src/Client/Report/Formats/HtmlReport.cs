using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Formats;

/// <summary>The report as one HTML page that needs nothing else: no network, no second file, and no JavaScript to be read.</summary>
/// <remarks>The page's own policy allows exactly its own script and style sheet, by their hashes, and no connection: whatever a level may
/// be called, it cannot become code.</remarks>
internal static class HtmlReport
{
    private const int BroadColumns = 16; // more go into small print on paper

    private static readonly string Style = Resource("page.css") + Ink.StyleSheet, Script = Resource("page.js");

    public static string Write(ReportDocument document)
    {
        var text = new StringBuilder();
        text.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy"
             content="default-src 'none'; img-src data:; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Markup.Escape(document.Title)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <header>
            <h1>{Markup.Escape(document.Title)}</h1>
            <p class="subtitle">{Markup.Escape(document.Subtitle)}</p>
            <nav aria-label="Sections"><ul>

            """.ReplaceLineEndings("\n"));
        foreach (var section in document.Sections)
            text.Append($"<li><a href=\"#{section.Id}\">{Markup.Escape(section.Heading)}</a></li>\n");
        text.Append("</ul></nav>\n</header>\n<main>\n");
        foreach (var section in document.Sections)
        {
            text.Append($"<section id=\"{section.Id}\">\n<h2>{Markup.Escape(section.Heading)}</h2>\n");
            foreach (var block in section.Blocks)
                Write(text, block);
            text.Append("</section>\n");
        }
        text.Append($"</main>\n<script>{Script}</script>\n</body>\n</html>\n");
        return text.ToString();
    }

    /// <summary>A block as it stands in a page with the style of the report.</summary>
    public static string Fragment(ReportBlock block)
    {
        var text = new StringBuilder();
        Write(text, block);
        return text.ToString();
    }

    private static void Write(StringBuilder text, ReportBlock block)
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

    private static string Hash(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Report/{name}")
            ?? throw new InvalidOperationException($"The program lacks its part {name}.");
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd().ReplaceLineEndings("\n");
    }
}
