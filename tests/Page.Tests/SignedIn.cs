using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Tests.Report;

namespace Sweep.Page.Tests;

/// <summary>A made-up store, its page, and a client that may see it.</summary>
internal sealed record SignedIn(MadeUpStore Made, ServedPage Served, HttpClient Client) : IAsyncDisposable
{
    public static async Task<SignedIn> OpenAsync(params Study[] studies)
    {
        var made = await MadeUpStore.CreateAsync(studies);
        var served = await ServedPage.StartAsync(made.Path, new HeadlessChromium()); // which is not started
        return new SignedIn(made, served, await served.SignInAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Served.DisposeAsync();
        await Made.DisposeAsync();
    }
}
