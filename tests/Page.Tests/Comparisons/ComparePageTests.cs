using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Planning.Plans;

namespace Sweep.Page.Tests.Comparisons;

/// <summary>What the server sends, without a browser.</summary>
public sealed partial class ComparePageTests
{
    /// <summary>Addresses and what they ask for.</summary>
    private static readonly (string Query, CompareSettings Settings)[] Questions =
    [
        ("", AsPlanned),
        ("?factor=optimizer", AsPlanned with { Factor = "optimizer" }),
        ("?baseline=tanh", AsPlanned with { Baseline = "tanh" }),
        ("?allPairs=true", AsPlanned with { AllPairs = true }),
        ("?metric=testLoss", AsPlanned with { Metric = "testLoss" }),
        ("?epoch=2", AsPlanned with { Epoch = 2 }),
        ("?alpha=0.01", AsPlanned with { Alpha = 0.01 }),
        ("?rope=0.02", AsPlanned with { Rope = 0.02 }),
        ("?test=ranks", AsPlanned with { Test = PlannedTest.Ranks }),
        ("?adjustment=holm", AsPlanned with { Adjustment = AdjustmentMethod.Holm }),
        ("?power=0.9", AsPlanned with { Power = 0.9 }),
        ("?target=0.98", AsPlanned with { TargetScore = 0.98 }),
        ("?bootstrap=0", AsPlanned with { BootstrapDraws = 0 }),
        ("?columns=optimizer&rows=activation&focus=tanh", AsPlanned with { Columns = ["optimizer"], Rows = "activation", Focus = "tanh" }),
        ("?where=optimizer=sgd&where=activation=relu&where=activation=tanh", AsPlanned with
        {
            Where = new Dictionary<string, IReadOnlyList<string>> { ["optimizer"] = ["sgd"], ["activation"] = ["relu", "tanh"] },
        }),
    ];

    private static CompareSettings AsPlanned => TrainerKnowledge.NewSettings();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_parameter_gives_the_numbers_of_the_command_line()
    {
        await using var page = await OpenAsync();
        var seen = new HashSet<string>();
        foreach (var (query, settings) in Questions)
        {
            string expected = ComparisonJson.Write(await CompareQuery.RunAsync(page.Made.Store, Digits.Name, settings, Cancellation));
            Assert.Equal(expected + "\n", await page.Client.GetStringAsync($"{Digits.Compare}.json{query}", Cancellation));
            Assert.True(seen.Add(expected), $"{query} changes nothing.");
            Assert.Equal(query.Length == 0, JsonNode.Parse(expected)!["isPlanned"]!.GetValue<bool>()
                && !query.Contains("columns", StringComparison.Ordinal) && !DoesNotDepart(query));
        }
    }

    [Fact]
    public async Task A_shared_address_gives_the_same_answer_again()
    {
        await using var page = await OpenAsync();
        foreach (var (query, _) in Questions)
            Assert.Equal(await AnswerAsync(page.Client, query), await AnswerAsync(page.Client, query));
        Assert.NotEqual(await AnswerAsync(page.Client, ""), await AnswerAsync(page.Client, "?epoch=2"));
    }

    [Fact]
    public async Task What_was_planned_is_told_apart_from_what_was_not_and_from_what_is_unfinished()
    {
        await using var page = await OpenAsync(Digits.Study(trial => trial.Seed.Value != 1));
        string planned = await AnswerAsync(page.Client, "");
        Assert.Contains("Planned before data.", planned, StringComparison.Ordinal);
        Assert.Contains("12 of 96 trials have not finished", planned, StringComparison.Ordinal);
        string departed = await AnswerAsync(page.Client, "?metric=testLoss&alpha=0.01");
        Assert.Contains("<strong>Exploratory.</strong>", departed, StringComparison.Ordinal);
        Assert.Contains("<li>metric testLoss, planned was testAccuracy</li>", departed, StringComparison.Ordinal);
        Assert.Contains("<li>alpha 0.01, planned was 0.05</li>", departed, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{Digits.Compare}\">Ask as planned</a>", departed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_mistake_stands_at_its_field_all_at_once()
    {
        await using var page = await OpenAsync();
        string html = await page.Client.GetStringAsync(
            $"{Digits.Compare}?metric=testAcuracy&epoch=9&alpha=2&baseline=relux&where=optimizer=sdg&nothing=1", Cancellation);
        Assert.Contains("6 things are wrong with this question", html, StringComparison.Ordinal);
        foreach (string field in new[] { "metric", "epoch", "alpha", "baseline", "where" })
            Assert.Contains($"id=\"field-{field}-wrong\"", html, StringComparison.Ordinal);
        Assert.Contains("testAcuracy: no such metric. Did you mean &#39;testAccuracy&#39;?", html, StringComparison.Ordinal);
        Assert.Contains("value=\"9\"", html, StringComparison.Ordinal);
        var download = await page.Client.GetAsync(new Uri($"{Digits.Compare}.csv?epoch=9", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, download.StatusCode);
        Assert.Equal("--epoch 9: the last epoch is 3.\n", await download.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task What_an_address_says_cannot_become_markup()
    {
        const string Hostile = "\"><script>alert(1)</script>";
        await using var page = await OpenAsync();
        string[] names = ["factor", "baseline", "metric", "epoch", "test", "rows", "columns", "focus", "where", "explain", "other"];
        foreach (string name in names)
        {
            string html = await page.Client.GetStringAsync($"{Digits.Compare}?{name}={Uri.EscapeDataString(Hostile)}", Cancellation);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_comparison_has_an_explanation()
    {
        await using var page = await OpenAsync();
        string answer = await AnswerAsync(page.Client, "?factor=activation&allPairs=true");
        var links = Explanations().Matches(answer).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToArray();
        Assert.Equal(3, links.Length);
        foreach (string link in links)
            Assert.Contains("How the verdict on", await page.Client.GetStringAsync(link, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_files_that_are_offered_are_there()
    {
        await using var page = await OpenAsync();
        string answer = await AnswerAsync(page.Client, "?where=optimizer=sgd");
        string[] files = [.. Files().Matches(answer).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value))];
        Assert.True(files.Length > 12);
        foreach (string file in files)
        {
            var response = await page.Client.GetAsync(new Uri(file, UriKind.Relative), Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_spec_without_comparison_asks_for_a_factor()
    {
        await using var page = await OpenAsync(Digits.Unplanned());
        string open = await page.Client.GetStringAsync("/sweeps/unplanned/compare", Cancellation);
        Assert.Contains("Choose the factor to compare", open, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"mistakes\"", open, StringComparison.Ordinal);
        string chosen = await page.Client.GetStringAsync("/sweeps/unplanned/compare?factor=activation", Cancellation);
        Assert.Contains("<strong>Exploratory.</strong>", chosen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_that_is_not_there_is_told_with_the_nearest()
    {
        await using var page = await OpenAsync();
        var response = await page.Client.GetAsync(new Uri("/sweeps/digit/compare", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Did you mean &#39;digits&#39;?", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [GeneratedRegex("<a href=\"([^\"]*explain=[^\"]*)#explanation\"", RegexOptions.CultureInvariant)]
    private static partial Regex Explanations();

    [GeneratedRegex("<a href=\"([^\"]*compare[^\"]*\\.(?:csv|json|tex|svg)[^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Files();

    private static bool DoesNotDepart(string query) => new[] { "power", "target", "bootstrap", "adjustment" }
        .Any(name => query.Contains(name, StringComparison.Ordinal));

    private static async Task<string> AnswerAsync(HttpClient client, string query)
    {
        string html = await client.GetStringAsync(Digits.Compare + query, Cancellation);
        return html[html.IndexOf("<div id=\"answer\"", StringComparison.Ordinal)..html.IndexOf("</main>", StringComparison.Ordinal)];
    }

    private static Task<SignedIn> OpenAsync(Analysis.Tests.Questions.Study? study = null) => SignedIn.OpenAsync(study ?? Digits.Study());
}
