using Microsoft.Playwright;
using Sweep.Client.Tests.Report;

namespace Sweep.Page.Tests.Comparisons;

/// <summary>The compare page in a browser.</summary>
public sealed class CompareLookTests(HeadlessChromium chromium)
{
    [Theory]
    [InlineData("")]
    [InlineData("?metric=testLoss&where=optimizer=sgd&columns=learningRate&explain=tanh")]
    [InlineData("?metric=testAcuracy&epoch=9&alpha=2")]
    public async Task It_is_accessible_in_every_look(string query)
    {
        await using var page = await StartAsync();
        await page.Served.CheckAsync(Digits.Compare + query);
    }

    [Fact]
    public async Task A_change_asks_anew_in_place_and_keeps_focus_and_address()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare);
        var metric = opened.Page.Locator("#field-metric");
        await metric.FocusAsync();
        await metric.SelectOptionAsync("testLoss");
        await Expect(opened.Page.Locator("#compare-status")).ToHaveTextAsync("The answer is up to date.");
        await Expect(opened.Page.Locator("#answer .exploratory")).ToContainTextAsync("metric testLoss");
        Assert.EndsWith($"{Digits.Compare}?metric=testLoss", opened.Page.Url, StringComparison.Ordinal);
        await Expect(metric).ToBeFocusedAsync();
        await opened.Page.GoBackAsync();
        await Expect(opened.Page.Locator("#answer .planned")).ToBeVisibleAsync();
        await Expect(metric).ToHaveValueAsync("");
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Another_factor_gives_up_the_level_of_the_former_one()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync($"{Digits.Compare}?baseline=tanh");
        await opened.Page.Locator("#field-factor").SelectOptionAsync("optimizer");
        await Expect(opened.Page.Locator("#compare-status")).ToHaveTextAsync("The answer is up to date.");
        Assert.EndsWith("?factor=optimizer", opened.Page.Url, StringComparison.Ordinal);
        await Expect(opened.Page.Locator("#field-baseline option")).ToHaveTextAsync(["none: all pairs", "sgd", "adam"]);
    }

    [Fact]
    public async Task Ticked_levels_restrict_the_trials()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare);
        await opened.Page.Locator("#more-filters > summary").ClickAsync();
        await opened.Page.GetByLabel("adam", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await Expect(opened.Page.Locator("#answer .exploratory")).ToContainTextAsync("only where optimizer is adam");
        await opened.Page.GetByLabel("sgd", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await Expect(opened.Page.Locator("#answer .exploratory")).ToContainTextAsync("only where optimizer is sgd or adam");
    }

    [Fact]
    public async Task Without_scripts_a_button_asks()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare, new BrowserNewPageOptions { JavaScriptEnabled = false });
        await opened.Page.Locator("#field-factor").SelectOptionAsync("optimizer");
        await opened.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Compare" }).ClickAsync();
        await Expect(opened.Page.Locator("#answer .exploratory")).ToContainTextAsync("factor optimizer");
        await Expect(opened.Page.Locator("#table-levels")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Arrow_keys_tell_the_values_of_a_figure()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare);
        var marks = opened.Page.Locator("#figure-forest svg [data-hint]");
        var hint = opened.Page.Locator(".hint");
        await Expect(opened.Page.Locator("#figure-forest svg [tabindex='0']")).ToHaveCountAsync(1);
        await marks.First.FocusAsync();
        await Expect(hint).ToHaveTextAsync((await marks.First.GetAttributeAsync("aria-label"))!);
        await opened.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(marks.Nth(1)).ToBeFocusedAsync();
        await Expect(hint).ToHaveTextAsync((await marks.Nth(1).GetAttributeAsync("aria-label"))!);
        await opened.Page.Keyboard.PressAsync("Escape");
        await Expect(hint).ToBeHiddenAsync();
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_table_is_sorted_by_keyboard_also_after_a_change()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare);
        await opened.Page.Locator("#field-epoch").FillAsync("2");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(opened.Page.Locator("#compare-status")).ToHaveTextAsync("The answer is up to date.");
        var head = opened.Page.Locator("#table-levels thead th").Nth(1);
        await head.GetByRole(AriaRole.Button).FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        await Expect(head).ToHaveAttributeAsync("aria-sort", "ascending");
    }

    [Fact]
    public async Task The_methods_paragraph_is_copied()
    {
        await using var page = await StartAsync();
        await using var opened = await page.Served.OpenAsync(Digits.Compare);
        await opened.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await opened.Page.Locator("button[data-copy='methods-text']").ClickAsync();
        await Expect(opened.Page.Locator("#compare-status")).ToHaveTextAsync("Copied.");
        Assert.Equal((await opened.Page.Locator("#methods-text").TextContentAsync())!.Trim(),
            await opened.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private async Task<SignedIn> StartAsync()
    {
        var made = await MadeUpStore.CreateAsync(Digits.Study());
        var served = await ServedPage.StartAsync(made.Path, chromium);
        return new SignedIn(made, served, new HttpClient());
    }
}
