using Microsoft.Playwright;
using Sweep.Client.Tests.Report;
using Sweep.Store;
using Sweep.Testing;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]
[assembly: AssemblyFixture(typeof(HeadlessChromium))]

namespace Sweep.Page.Tests;

/// <summary>The page over a Postgres store; skipped where there is no server.</summary>
public sealed class PostgresPageTests(PrivatePostgres postgres, HeadlessChromium chromium)
{
    [Fact]
    public async Task A_page_over_Postgres_follows_the_store_and_shows_no_password()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await using var made = await MadeUpStore.CreateAtAsync(database.Address, Examples.Mixed());
        await using var served = await ServedPage.StartAsync(database.Address, chromium);
        await using var opened = await served.OpenAsync("/");
        await Assertions.Expect(opened.Page.Locator("#sweep-mixed")).ToContainTextAsync("27 of 30 (90 %)");
        await Assertions.Expect(opened.Page.Locator("#sweep-mixed")).ToContainTextAsync("about");
        await Assertions.Expect(opened.Page.Locator("#sweep-mixed")).ToContainTextAsync("1 of ada");
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
        await made.Store.SetSweepStateAsync("mixed", SweepState.Paused, "for a test", CancellationToken.None);
        await Assertions.Expect(opened.Page.Locator("#sweep-mixed")).ToContainTextAsync("paused");
        Assert.DoesNotContain("password", await opened.Page.ContentAsync(), StringComparison.OrdinalIgnoreCase);
        using var client = await served.SignInAsync();
        Assert.Contains("<a href=\"/sweeps/mixed\">mixed</a> (1)", await client.GetStringAsync("/workers"), StringComparison.Ordinal);
        Assert.Empty(await opened.ErrorsAsync());
    }
}
