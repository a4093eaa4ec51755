using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Sweep.Client.Tests.Report;

/// <summary>An opened page and what it complains about.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> errors = new();

    public BrowserPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "assert")
                errors.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>What the page has complained about so far: exceptions, console errors, refused scripts and requests.</summary>
    public async Task<IReadOnlyCollection<string>> ErrorsAsync()
    {
        const string Mark = "that is all so far"; // messages arrive in their order
        await Page.RunAndWaitForConsoleMessageAsync(
            () => Page.EvaluateAsync("mark => console.debug(mark)", Mark),
            new PageRunAndWaitForConsoleMessageOptions { Predicate = message => message.Text == Mark });
        return errors;
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
