using Microsoft.Playwright;

namespace Sweep.Client.Tests.Report;

/// <summary>The installed Chromium, without a window; shared by the tests of a class. Nothing is downloaded.</summary>
public sealed class HeadlessChromium : IAsyncLifetime
{
    private const float Patience = 60_000; // milliseconds; ends a test that hangs, nothing is measured by it
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } program)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Timeout = Patience });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Opens a file, or an address, and waits until it is loaded; skips the test where no Chromium is installed.</summary>
    /// <param name="path">The file or address.</param>
    /// <param name="options">Size, colours and the like; null for the usual ones.</param>
    internal async Task<BrowserPage> OpenAsync(string path, BrowserNewPageOptions? options = null)
    {
        Assert.SkipWhen(browser is null, "No Chromium in the PATH (Debian: apt-get install chromium): the page was not opened.");
        var opened = new BrowserPage(await browser!.NewPageAsync(options)); // with a profile of its own
        opened.Page.SetDefaultTimeout(Patience);
        await opened.Page.GotoAsync(new Uri(path).AbsoluteUri);
        return opened;
    }

    private static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Programs.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}
