using System.Globalization;
using System.Xml.Linq;
using Sweep.Client.Report;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Formats;
using Sweep.Client.Tests.Compare;

namespace Sweep.Client.Tests.Report;

public class FormatTests
{
    [Fact]
    public async Task The_same_store_and_options_give_the_same_bytes()
    {
        var first = ReportFiles.Create(await ReportStudies.InputAsync(ReportStudies.Full));
        var second = ReportFiles.Create(await ReportStudies.InputAsync(ReportStudies.Full));
        Assert.Equal(first, second);
        Assert.True(first.Count > 10);
    }

    [Fact]
    public async Task Every_drawing_is_well_formed_and_names_itself()
    {
        var figures = ReportComposition.Compose(await ReportStudies.InputAsync(ReportStudies.Full)).Figures.Where(f =>
            f.Drawing is not null).ToArray();
        Assert.NotEmpty(figures);
        foreach (var figure in figures)
        {
            var svg = XDocument.Parse(figure.Drawing!.ToSvg(isFile: true)).Root!;
            Assert.Equal("{http://www.w3.org/2000/svg}svg", svg.Name.ToString());
            Assert.NotEmpty(svg.Element("{http://www.w3.org/2000/svg}title")!.Value);
            Assert.NotEmpty(figure.Caption);
        }
    }

    [Fact]
    public async Task Hostile_names_stay_text_in_every_file()
    {
        var (study, settings) = ReportStudies.Hostile();
        var files = ReportFiles.Create(await ReportStudies.InputAsync(study, settings));
        string page = files.Single(f => f.Path == "report.html").Content;
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
        foreach (var (_, content) in files.Where(f => f.Path.EndsWith(".svg", StringComparison.Ordinal)))
            Assert.DoesNotContain(XDocument.Parse(content).Descendants(), e => e.Name.LocalName == "script");
        string tex = files.Single(f => f.Path == "tables/levels.tex").Content;
        Assert.Contains(@"\textbackslash{}end\{tabular\} 100\% \$x\_1\textasciicircum{}2\$ \#\textasciitilde{}\{\}", tex,
            StringComparison.Ordinal);
        Assert.Equal(1, tex.Split(@"\end{tabular}").Length - 1);
        string markdown = files.Single(f => f.Path == "tables/levels.md").Content;
        Assert.Contains(@"\|pipe\| \`code\` \*\*bold\*\* \[link\](x)", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
        Assert.Contains("\"'=1+1,\"\"quoted\"\"\"", files.Single(f => f.Path == "tables/levels.csv").Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_needs_nothing_else()
    {
        string page = HtmlReport.Write(ReportComposition.Compose(await ReportStudies.InputAsync(ReportStudies.Full)));
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_reads_back_from_CSV_with_all_digits()
    {
        var table = new ReportTable("t", "caption", [new("name", "name", IsNumeric: false), new("value", "value")],
            [new ReportRow(["a,b", new("0.33", 1.0 / 3)]), new ReportRow(["c", new("-", double.NaN)])]);
        Assert.Equal($"name,value\n\"a,b\",{(1.0 / 3).ToString("R", CultureInfo.InvariantCulture)}\nc,\n", CsvTable.Write(table));
    }

    [Theory]
    [InlineData("a--b", "a{-}{-}b")]
    [InlineData("[x] *", "{[}x] {*}")]
    [InlineData("1 ± 2", "1 $\\pm$ 2")]
    [InlineData("-0.4 to -0.2 (-1) p1-2", "$-$0.4 to $-$0.2 ($-$1) p1{-}2")]
    public void LaTeX_prints_what_was_written(string text, string expected) => Assert.Equal(expected, LatexTable.Escape(text));

    [Fact]
    public void What_columns_have_in_common_stands_once_above_them()
    {
        var table = new ReportTable("t", "caption",
            [new("name", "name", IsNumeric: false), new("0.1", "sgd; 0.1") { Group = "sgd" }, new("0.2", "sgd; 0.2") { Group = "sgd" },
                new("0.1", "adam; 0.1") { Group = "adam" }],
            [new ReportRow(["a", new("1", 1), new("2", 2), new("3", 3)])]);
        Assert.Contains("""
            \toprule
            \multicolumn{1}{c}{} & \multicolumn{2}{c}{sgd} & \multicolumn{1}{c}{adam} \\
            \cmidrule(lr){2-3} \cmidrule(lr){4-4}
            name & 0.1 & 0.2 & 0.1 \\
            """.ReplaceLineEndings("\n"), LatexTable.Write(table), StringComparison.Ordinal);
        Assert.Contains("| name | sgd, 0.1 | sgd, 0.2 | adam, 0.1 |", MarkdownReport.Write(table), StringComparison.Ordinal);
        Assert.StartsWith("name,\"sgd; 0.1\",\"sgd; 0.2\",\"adam; 0.1\"\n", CsvTable.Write(table), StringComparison.Ordinal);
        string page = HtmlReport.Write(new ReportDocument("t", "s", [new ReportSection("a", "A", [new ReportBlock.Tabulation(table)])]));
        Assert.Contains("""<tr class="groups"><td colspan="1"></td><th scope="colgroup" colspan="2">sgd</th>"""
            + """<th scope="colgroup" colspan="1">adam</th></tr>""", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_that_XML_forbids_are_replaced() =>
        Assert.Equal("a\uFFFDb\uFFFDc😀", Markup.Escape("a\u0001b\uD800c😀"));

    [Fact]
    public void A_listing_with_backticks_stays_one_listing()
    {
        var document = new ReportDocument("t", "s", [new ReportSection("a", "A", [new ReportBlock.Listing("yaml", "x: ```")])]);
        Assert.Contains("````yaml\nx: ```\n````\n", MarkdownReport.Write(document), StringComparison.Ordinal);
    }

    [Fact]
    public void A_listing_with_tags_is_text_for_every_reader_of_markdown()
    {
        var document = new ReportDocument("t", "s", [new ReportSection("a", "A", [new ReportBlock.Listing("yaml",
            "description: <script>alert(1)</script>\n\nseeds: 1 # ```\n")])]);
        string markdown = MarkdownReport.Write(document);
        Assert.Contains("<pre><code class=\"language-yaml\">description: &lt;script&gt;alert(1)&lt;/script&gt;\n\nseeds: 1 # "
            + "```</code></pre>\n", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1. first", "1\\. first")]
    [InlineData("2) second", "2\\) second")]
    [InlineData("- point", "\\- point")]
    [InlineData("+ point", "\\+ point")]
    [InlineData("---", "\\---")]
    [InlineData("    code\u001b", "code ")]
    [InlineData("0.5 is a number, -1 another", "0.5 is a number, -1 another")]
    public void A_paragraph_stays_one(string text, string written)
    {
        var document = new ReportDocument("t", "s", [new ReportSection("a", "A", [new ReportBlock.Paragraph(text),
            new ReportBlock.Points([text])])]);
        string markdown = MarkdownReport.Write(document);
        Assert.EndsWith($"\n\n{written}\n\n- {written}\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_with_a_quote_reaches_the_shell_whole() => Assert.Equal(@"'it'\''s; x'", ReportInvocation.Quote("it's; x"));
}
