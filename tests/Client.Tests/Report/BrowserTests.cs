using System.Text.Json.Nodes;
using Sweep.Analysis.Questions;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Report;
using Sweep.Testing;

namespace Sweep.Client.Tests.Report;

/// <summary>The page as a reader's browser sees it: Debian's package chromium; skipped where there is none.</summary>
public sealed class BrowserTests : IDisposable
{
    private const string MeansShown = "Array.from(document.querySelectorAll('#table-levels tbody tr:not([hidden])')).map(r => r.cells[1].textContent)";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_click_on_a_head_sorts_and_the_page_complains_of_nothing()
    {
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        string[] planned = await ReadAsync(browser);
        await browser.EvaluateAsync("document.querySelectorAll('#table-levels thead button')[1].click()");
        string[] ascending = await ReadAsync(browser);
        await browser.EvaluateAsync("document.querySelectorAll('#table-levels thead button')[1].click()");
        string[] descending = await ReadAsync(browser);
        Assert.Equal(4, planned.Length);
        Assert.NotEqual(planned, ascending);
        Assert.Equal(planned.OrderBy(double.Parse), ascending);
        Assert.Equal(planned.OrderByDescending(double.Parse), descending);
        Assert.Equal("descending", (await browser.EvaluateAsync("document.querySelectorAll('#table-levels thead th')[1].getAttribute('aria-sort')"))!.GetValue<string>());
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_table_with_grouped_heads_sorts_by_the_column_below_the_group()
    {
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned with { Rows = "activation", Columns = ["optimizer", "learningRate"] });
        const string Last = "Array.from(document.querySelectorAll('#table-means tbody tr')).map(r => r.lastElementChild.dataset.number)";
        await browser.EvaluateAsync("Array.from(document.querySelectorAll('#table-means thead button')).at(-1).click()");
        double[] sorted = [.. ((JsonArray)(await browser.EvaluateAsync(Last))!).Select(n => double.Parse(n!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(sorted.Order(), sorted);
        Assert.True((await browser.EvaluateAsync("document.querySelectorAll('#table-means .groups th').length > 1"))!.GetValue<bool>());
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Words_filter_the_rows_of_a_long_table()
    {
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        const string Type = "(words => { const i = document.querySelector('#table-differences-by-block input'); i.value = words; i.dispatchEvent(new Event('input')); return document.querySelectorAll('#table-differences-by-block tbody tr:not([hidden])').length; })";
        Assert.Equal(12, (await browser.EvaluateAsync(Type + "('')"))!.GetValue<int>());
        Assert.Equal(2, (await browser.EvaluateAsync(Type + "('Tanh ADAM')"))!.GetValue<int>());
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Pointing_at_a_mark_stresses_its_series_and_shows_its_numbers()
    {
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        const string Point = "(() => { const g = document.querySelector('#figure-learning-rate [data-series] [data-hint]'); g.firstElementChild.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); return document.querySelector('.hint').textContent; })()";
        Assert.Contains("n = ", (await browser.EvaluateAsync(Point))!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True((await browser.EvaluateAsync("document.querySelectorAll('#figure-learning-rate .focus').length > 0"))!.GetValue<bool>());
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_level_with_a_hostile_name_runs_no_script()
    {
        var (study, settings) = ReportStudies.Hostile();
        await using var browser = await OpenAsync(study, settings);
        Assert.Equal(1, (await browser.EvaluateAsync("document.scripts.length"))!.GetValue<int>());
        Assert.Contains("<script>alert(1)</script>", (await browser.EvaluateAsync("document.querySelector('#table-levels tbody').textContent"))!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_script_that_is_not_the_pages_own_is_refused_and_noticed()
    {
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned);
        await browser.EvaluateAsync("(() => { const s = document.createElement('script'); s.textContent = 'window.intruded = true'; document.body.append(s); })()");
        Assert.Equal("undefined", (await browser.EvaluateAsync("typeof window.intruded"))!.GetValue<string>());
        await browser.EvaluateAsync("console.error('seen')");
        Assert.Contains(browser.Errors, e => e.Contains("seen", StringComparison.Ordinal));
        Assert.Contains(browser.Errors, e => e.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_paper_nothing_is_cut_and_the_colours_are_light()
    {
        const int Paper = 718; // A4 less Chromium's margins, at 96 pixels an inch
        await using var browser = await OpenAsync(ReportStudies.Full, ReportStudies.AsPlanned with { Rows = "activation", Columns = ["optimizer", "learningRate"] });
        await browser.PrintAsync(Paper);
        const string Cut = "Array.from(document.querySelectorAll('table, svg, pre, p, figcaption')).filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.tagName === 'PRE').map(e => (e.closest('figure') || e).id + ' ' + e.tagName + ' ' + e.getBoundingClientRect().right)";
        Assert.Empty(((JsonArray)(await browser.EvaluateAsync(Cut))!).Select(n => n!.GetValue<string>()));
        Assert.Equal("rgb(255, 255, 255)", (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!.GetValue<string>());
        Assert.Equal("rgb(27, 30, 35)", (await browser.EvaluateAsync("getComputedStyle(document.querySelector('svg .f-text')).fill"))!.GetValue<string>());
        Assert.Equal(0, (await browser.EvaluateAsync("Array.from(document.querySelectorAll('.wide, pre')).filter(e => getComputedStyle(e).overflowX !== 'visible').length"))!.GetValue<int>());
    }

    private static async Task<string[]> ReadAsync(HeadlessBrowser browser) =>
        [.. ((JsonArray)(await browser.EvaluateAsync(MeansShown))!).Select(n => n!.GetValue<string>())];

    private async Task<HeadlessBrowser> OpenAsync(Study study, CompareSettings settings)
    {
        string? program = HeadlessBrowser.Find();
        Assert.SkipWhen(program is null, "No Chromium in the PATH (Debian: apt-get install chromium): the page was not opened.");
        await ReportFiles.WriteAsync(folder.FullName, ReportFiles.Of(await ReportStudies.InputAsync(study, settings)), CancellationToken.None);
        return await HeadlessBrowser.OpenAsync(program!, folder["report.html"]);
    }
}
