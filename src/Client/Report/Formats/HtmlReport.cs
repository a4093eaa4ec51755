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
    private static readonly string Style = Resource("blocks.css") + Resource("page.css") + Ink.StyleSheet, Script = Resource("blocks.js");

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
                HtmlBlocks.Write(text, block);
            text.Append("</section>\n");
        }
        text.Append($"</main>\n<script>{Script}</script>\n</body>\n</html>\n");
        return text.ToString();
    }

    private static string Hash(string content) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream($"Report/{name}")
            ?? throw new InvalidOperationException($"The program lacks its part {name}.");
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd().ReplaceLineEndings("\n");
    }
}
