using System.Text;
using Sweep.Client.Compare;
using Sweep.Client.Output;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Formats;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report;

/// <summary>A report as files: one page, one Markdown text, and each table and figure by itself.</summary>
internal static class ReportFiles
{
    /// <summary>Paths relative to the report's folder, with '/', and contents.</summary>
    public static IReadOnlyList<(string Path, string Content)> Create(ReportInput input)
    {
        var document = ReportComposition.Compose(input);
        var files = new List<(string, string)> { ("report.html", HtmlReport.Write(document)), ("report.md", MarkdownReport.Write(document)),
            ("comparison.json", ComparisonJson.Write(input.View)), ("comparison.csv", ComparisonCsv.Write(input.View)) };
        files.Add(("methods.tex", LatexTable.Prose(MethodsParagraph.Create(input.View)) + "\n"));
        foreach (var table in document.Tables)
        {
            files.Add(($"tables/{table.Id}.csv", CsvTable.Write(table)));
            files.Add(($"tables/{table.Id}.md", MarkdownReport.Write(table)));
            files.Add(($"tables/{table.Id}.tex", LatexTable.Write(table)));
        }
        foreach (var figure in document.Figures)
        {
            if (figure.Drawing is { } drawing)
                files.Add(($"figures/{figure.Id}.svg", drawing.ToSvg(isFile: true)));
        }
        return files;
    }

    /// <summary>Writes them; files of the same names are replaced, other files in the folder stay.</summary>
    /// <exception cref="UserErrorException">The folder cannot be written.</exception>
    public static async Task WriteAsync(string folder, IReadOnlyList<(string Path, string Content)> files, CancellationToken cancellation)
    {
        try
        {
            foreach (var (path, content) in files)
            {
                string full = Path.Combine([folder, .. path.Split('/')]);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                await File.WriteAllTextAsync(full, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellation);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The report cannot be written to {folder}: {error.Message} Name another folder with --out.");
        }
    }
}
