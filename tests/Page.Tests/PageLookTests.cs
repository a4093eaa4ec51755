using Sweep.Client.Tests.Report;

namespace Sweep.Page.Tests;

/// <summary>The pages as browsers show them; skipped where no Chromium is installed.</summary>
public sealed class PageLookTests(HeadlessChromium chromium)
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/workers", 200)]
    [InlineData("/about", 200)]
    [InlineData("/nothing", 404)]
    public async Task A_page_is_well_formed_accessible_and_fits_a_phone(string address, int status)
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete(), Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await served.CheckAsync(address, status);
    }

    [Fact]
    public async Task Owners_of_workers_stand_at_their_sweeps_and_in_the_table_of_workers()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete(), Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        Assert.Contains("<a href=\"/workers\">1 of ada</a>", await client.GetStringAsync("/"), StringComparison.Ordinal);
        string workers = await client.GetStringAsync("/workers");
        Assert.Contains("<td data-name=\"Owner\">ada</td>", workers, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/sweeps/mixed\">mixed</a> (1)", workers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_store_says_how_to_begin()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await served.CheckAsync("/");
        using var client = await served.SignInAsync();
        Assert.Contains("No worker has been here yet", await client.GetStringAsync("/workers"), StringComparison.Ordinal);
    }
}
