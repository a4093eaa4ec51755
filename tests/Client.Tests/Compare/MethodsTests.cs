using System.Text.Json;
using System.Text.RegularExpressions;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Client.Tests.Report;
using Sweep.Store;
using static Sweep.Client.Tests.Compare.Rendering;

namespace Sweep.Client.Tests.Compare;

/// <summary>The paragraph for a paper: a golden text for each kind of analysis.</summary>
public partial class MethodsTests
{
    private const string TwoLevels = """
        name: two
        dataset: mnist
        grid: { activation: [relu, arelu] }
        seeds: 8
        compare: { factor: activation, baseline: relu }

        """;

    public static TheoryData<string> Kinds => new(Analyses.Keys);

    private static Dictionary<string, Func<ComparisonView>> Analyses { get; } = new()
    {
        ["one-block"] = () => Answer(Studies.Many),
        ["blocks-with-rope"] = () => Answer(ReportStudies.Full),
        ["tuned"] = () => Answer(Studies.Tuned),
        ["looks"] = () => Answer(Made(TwoLevels.Replace("relu, arelu", "relu, arelu, tanh", StringComparison.Ordinal)
            + "stop: { looks: [4, 8] }\n")),
        ["e-process"] = () => Answer(Made(TwoLevels + "stop: { rule: eProcess }\n")),
        ["unpaired"] = () => Answer(Made(TwoLevels + "pairedAcross: [optimizer]\n")),
        ["all-pairs"] = () => Answer(Studies.Quickstart, Rendering.AsPlanned with { AllPairs = true, Rope = 0 }),
        ["t-of-five-seeds"] = () => Answer(Made(TwoLevels.Replace("seeds: 8", "seeds: 5", StringComparison.Ordinal)
            .Replace("baseline: relu", "baseline: relu, test: t", StringComparison.Ordinal))),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_done_is_told_for_a_paper(string kind) =>
        Golden.Matches($"methods-{kind}.txt", string.Join("\n", MethodsParagraph.Sentences(Analyses[kind]())) + "\n");

    [Fact]
    public void Every_work_cited_is_among_the_sources()
    {
        string document = File.ReadAllText(Checkout("docs/statistics.md")).ReplaceLineEndings(" ");
        string sources = document[document.IndexOf("## Sources", StringComparison.Ordinal)..];
        Match[] cited = [.. Analyses.Values.SelectMany(a => Citation().Matches(MethodsParagraph.Create(a()))).DistinctBy(m => m.Value)];
        Assert.True(cited.Length > 12, $"only {cited.Length} citations were found");
        Assert.All(cited, c =>
        {
            string author = c.Groups["author"].Value.Replace(" et al.", "", StringComparison.Ordinal);
            Assert.Matches($"{Regex.Escape(author)}[^;]{{1,80}}{c.Groups["year"].Value}", sources);
        });
    }

    [Fact]
    public void One_of_a_thing_is_told_in_the_singular()
    {
        string text = MethodsParagraph.Create(Answer(Made("""
            name: one
            dataset: mnist
            grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
            seeds: 2
            compare: { factor: activation, baseline: relu, tuning: { factors: [learningRate], metric: testAccuracy, selectionSeeds: 1 } }
            """)));
        Assert.Contains("the first of 2 seeds chose by testAccuracy and took no part in the comparison, which rests on the other one.",
            text, StringComparison.Ordinal);
        Assert.Contains("(1 pair per comparison)", text, StringComparison.Ordinal);
        Assert.Contains("There is a single comparison", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stands_in_the_report_in_every_format_escaped()
    {
        var (study, settings) = ReportStudies.Hostile();
        var input = await ReportStudies.InputAsync(study, settings);
        var files = ReportFiles.Create(input).ToDictionary(f => f.Path, f => f.Content);
        string text = MethodsParagraph.Create(input.View);
        Assert.Equal(text, JsonDocument.Parse(files["comparison.json"]).RootElement.GetProperty("methods").GetString());
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;, a &amp; b", Section(files["report.html"]), StringComparison.Ordinal);
        Assert.Contains("&lt;script\\>alert(1)", Section(files["report.md"]), StringComparison.Ordinal);
        Assert.Contains(@"\textless{}script\textgreater{}alert(1)", files["methods.tex"], StringComparison.Ordinal);
        Assert.Contains("p-values", files["methods.tex"], StringComparison.Ordinal); // a hyphen within a word is one
        Assert.DoesNotContain("textquotesingle{}s ", files["methods.tex"], StringComparison.Ordinal);

        static string Section(string document) => document[document.LastIndexOf("Statistical analysis", StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"(?<author>[A-Z][\w']+( and [A-Z]\w+| et al\.)?)(, | \()(?<year>(19|20)\d\d)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Citation();

    private static string Checkout(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sweep.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, path);
    }

    private static Study Made(string yaml) => new(yaml, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))));
}
