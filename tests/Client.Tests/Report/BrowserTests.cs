using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Report;
using Sweep.Client.Tests.Compare;
using Sweep.Testing;

namespace Sweep.Client.Tests.Report;

/// <summary>The page as a reader's browser sees it: Debian's package chromium; skipped where there is none.</summary>
public sealed class BrowserTests(HeadlessChromium chromium) : IClassFixture<HeadlessChromium>, IDisposable
{
    private static readonly CompareSettings Grouped =
        ReportStudies.AsPlanned with { Rows = "activation", Columns = ["optimizer", "learningRate"] };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_click_on_a_head_sorts_and_the_page_complains_of_nothing()
    {
        await using var opened = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        var mean = opened.Page.Locator("#table-levels thead th").Nth(1);
        var means = opened.Page.Locator("#table-levels tbody tr:not([hidden]) td:nth-child(2)");
        var planned = await means.AllTextContentsAsync();
        await mean.GetByRole(AriaRole.Button).ClickAsync();
        var ascending = await means.AllTextContentsAsync();
        await mean.GetByRole(AriaRole.Button).ClickAsync();
        var descending = await means.AllTextContentsAsync();
        Assert.Equal(4, planned.Count);
        Assert.NotEqual(planned, ascending);
        Assert.Equal(planned.OrderBy(Number), ascending);
        Assert.Equal(planned.OrderByDescending(Number), descending);
        Assert.Equal("descending", await mean.GetAttributeAsync("aria-sort"));
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_table_with_grouped_heads_sorts_by_the_column_below_the_group()
    {
        await using var opened = await OpenAsync(ReportStudies.Full, Grouped);
        await opened.Page.Locator("#table-means thead button").Last.ClickAsync();
        double[] sorted = [.. (await opened.Page.Locator("#table-means tbody tr").EvaluateAllAsync<string[]>(
            "rows => rows.map(r => r.lastElementChild.dataset.number)")).Select(Number)];
        Assert.NotEmpty(sorted);
        Assert.Equal(sorted.Order(), sorted);
        Assert.True(await opened.Page.Locator("#table-means .groups th").CountAsync() > 1);
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Words_filter_the_rows_of_a_long_table()
    {
        await using var opened = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        var words = opened.Page.Locator("#table-differences-by-block input");
        var rows = opened.Page.Locator("#table-differences-by-block tbody tr:not([hidden])");
        Assert.Equal(12, await rows.CountAsync());
        await words.FillAsync("Tanh ADAM");
        Assert.Equal(2, await rows.CountAsync());
        await words.FillAsync("");
        Assert.Equal(12, await rows.CountAsync());
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Pointing_at_a_mark_stresses_its_series_and_shows_its_numbers()
    {
        await using var opened = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        await opened.Page.Locator("#figure-learning-rate [data-series] [data-hint]").First.HoverAsync();
        Assert.Contains("n = ", await opened.Page.Locator(".hint").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await opened.Page.Locator("#figure-learning-rate .focus").CountAsync() > 0);
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_level_with_a_hostile_name_runs_no_script()
    {
        var (study, settings) = ReportStudies.Hostile();
        await using var opened = await OpenAsync(study, settings);
        Assert.Equal(1, await opened.Page.EvaluateAsync<int>("document.scripts.length"));
        string? levels = await opened.Page.Locator("#table-levels tbody").TextContentAsync();
        Assert.Contains("<script>alert(1)</script>", levels, StringComparison.Ordinal);
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_script_that_is_not_the_pages_own_is_refused_and_noticed()
    {
        await using var opened = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        await opened.Page.EvaluateAsync("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.intruded = true';
              document.body.append(script);
            }
            """);
        Assert.Equal("undefined", await opened.Page.EvaluateAsync<string>("typeof window.intruded"));
        await opened.Page.EvaluateAsync("console.error('seen')");
        var errors = await opened.ErrorsAsync();
        Assert.Contains(errors, e => e.Contains("seen", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_paper_nothing_is_cut_and_the_colours_are_light()
    {
        const int Paper = 718; // A4 less Chromium's margins, at 96 pixels an inch
        await using var opened = await OpenAsync(ReportStudies.Full, Grouped);
        await opened.Page.SetViewportSizeAsync(Paper, 1000);
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        Assert.Empty(await opened.Page.Locator("table, svg, pre, p, figcaption").EvaluateAllAsync<string[]>("""
            all => all
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.tagName === 'PRE')
              .map(e => (e.closest('figure') || e).id + ' ' + e.tagName + ' ' + e.getBoundingClientRect().right)
            """));
        Assert.Equal("rgb(255, 255, 255)", await opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        var text = opened.Page.Locator("svg .f-text").First;
        Assert.Equal("rgb(27, 30, 35)", await text.EvaluateAsync<string>("e => getComputedStyle(e).fill"));
        Assert.Equal(0, await opened.Page.Locator(".wide, pre").EvaluateAllAsync<int>(
            "all => all.filter(e => getComputedStyle(e).overflowX !== 'visible').length"));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private async Task<BrowserPage> OpenAsync(Study study, CompareSettings settings)
    {
        var input = await ReportStudies.InputAsync(study, settings);
        await ReportFiles.WriteAsync(folder.FullName, ReportFiles.Create(input), CancellationToken.None);
        return await chromium.OpenAsync(folder["report.html"]);
    }
}
