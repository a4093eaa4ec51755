using System.Net;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Sweep.Client.Page;
using Sweep.Client.Page.Sections;
using Sweep.Client.Tests.Report;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>The page of a store, served in this process, and browsers that look at it.</summary>
/// <remarks>Set SWEEP_PICTURES to a folder to get a picture of every page that is checked.</remarks>
internal sealed class ServedPage : IAsyncDisposable
{
    private readonly HeadlessChromium? chromium;
    private readonly ITrialStore store;

    static ServedPage() => Assertions.SetDefaultExpectTimeout(60_000); // ends a test that hangs, nothing is measured by it

    private ServedPage(PageServer server, ITrialStore store, HeadlessChromium? chromium) =>
        (Server, this.store, this.chromium) = (server, store, chromium);

    public PageServer Server { get; }

    /// <summary>Serves a store of a file on a free port.</summary>
    /// <param name="path">The file.</param>
    /// <param name="chromium">Looks at it; null where no browser does.</param>
    /// <param name="hasControl">Whether sweeps may be changed.</param>
    /// <param name="settings">Where and for whom; null for a free port and a token.</param>
    public static async Task<ServedPage> StartAsync(string path, HeadlessChromium? chromium = null, bool hasControl = false,
        PageSettings? settings = null)
    {
        var store = await TrialStores.OpenAsync(path, hasControl ? StoreAccess.Write : StoreAccess.Read, TimeProvider.System,
            CancellationToken.None);
        IReadOnlyList<IPageSection> sections = hasControl ? [.. PageSections.All, new ControlSection(store)] : PageSections.All;
        var server = await PageServer.StartAsync(new PageContext(store, TimeProvider.System, hasControl),
            settings ?? PageSettings.Loopback(0), sections, CancellationToken.None);
        return new ServedPage(server, store, chromium);
    }

    /// <summary>The address of a page with the token: "/sweeps/a?epoch=2".</summary>
    public string With(string address) => new Uri(Server.Address, address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?")
        + Server.Address.Query.TrimStart('?')).AbsoluteUri;

    /// <summary>Opens a page in a browser of its own.</summary>
    public Task<BrowserPage> OpenAsync(string address, BrowserNewPageOptions? options = null) =>
        chromium!.OpenAsync(With(address), options);

    /// <summary>A client that has the token's cookie.</summary>
    public async Task<HttpClient> SignInAsync()
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(Server.Address, "/"),
        };
        (await client.GetAsync(Server.Address)).EnsureSuccessStatusCode();
        return client;
    }

    /// <summary>Looks at a page on light and dark ground and at the width of a phone: it is there, nothing is complained of on the console,
    /// axe finds no offence against its rules, and the page does not scroll sideways.</summary>
    /// <param name="address">The page: "/sweeps/a".</param>
    /// <param name="status">The status that is expected.</param>
    public async Task CheckAsync(string address, int status = 200)
    {
        await using var opened = await OpenAsync(address,
            new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        var page = opened.Page;
        Assert.Equal(status, await page.EvaluateAsync<int>("performance.getEntriesByType('navigation')[0].responseStatus"));
        if (await page.Locator("#live").CountAsync() > 0)
            await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live.");
        await Assertions.Expect(page.Locator(".loading")).ToHaveCountAsync(0, new() { Timeout = 60_000 });
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        await LookAsync(page, $"{address} (light)");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await LookAsync(page, $"{address} (dark)", "color-contrast", "link-in-text-block"); // what colours can change
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(360, 780);
        // and what width can
        await LookAsync(page, $"{address} (phone)", "color-contrast", "link-in-text-block", "scrollable-region-focusable");
        var errors = (await opened.ErrorsAsync()).Where(e => status < 400 || !e.Contains($"{status}", StringComparison.Ordinal));
        Assert.True(!errors.Any(), $"{address}: {string.Join("\n", errors)}");
    }

    private static async Task LookAsync(IPage page, string name, params string[] rules)
    {
        if (Environment.GetEnvironmentVariable("SWEEP_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true,
                Path = Path.Combine(folder, string.Concat(name.Select(c => char.IsLetterOrDigit(c) ? c : '-')) + ".png") });
        }
        var found = await page.RunAxe(new AxeRunOptions
        {
            RunOnly = rules.Length == 0 ? null : RunOnlyOptions.Rules(rules),
            ResultTypes = [ResultType.Violations],
        });
        Assert.True(found.Violations.Length == 0, $"{name}: {string.Join("\n", found.Violations.Select(Describe))}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways.");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await store.DisposeAsync();
    }

    private static string Describe(AxeResultItem violation) =>
        $"{violation.Id}: {violation.Help} at {string.Join("; ", violation.Nodes.Take(3).Select(n => n.Html))}";
}
