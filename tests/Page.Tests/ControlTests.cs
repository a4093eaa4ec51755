using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Tests.Report;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>Changing sweeps from the page: only where it was started so, only by its own forms.</summary>
public sealed partial class ControlTests(HeadlessChromium chromium)
{
    [Fact]
    public async Task Without_control_there_is_no_such_address()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/control/pause?sweep=mixed")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, "/control/pause?sweep=mixed", "", "same-origin")).StatusCode);
        Assert.DoesNotContain("/control/", await client.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_is_paused_and_resumed_after_a_confirmation()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await using var opened = await served.OpenAsync("/");
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "pause mixed" }).ClickAsync();
        Assert.Equal(SweepState.Active, await StateAsync(made));
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Pause mixed" }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("mixed is paused.");
        Assert.Equal(SweepState.Paused, await StateAsync(made));
        await opened.Page.GotoAsync(new Uri(served.Server.Address, "/control/resume?sweep=mixed").AbsoluteUri);
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Resume mixed" }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("mixed is active.");
        Assert.Equal(SweepState.Active, await StateAsync(made));
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_confirmation_is_accessible_and_fits_a_phone()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await served.CheckAsync("/control/cancel?sweep=mixed");
    }

    [Fact]
    public async Task Cancelling_says_what_workers_still_hold_and_retrying_queues_it_again()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, hasControl: true);
        using var client = await served.SignInAsync();
        string cancelled = await ConfirmAsync(client, "cancel");
        Assert.Contains("3 trials cancelled or asked to stop.", cancelled, StringComparison.Ordinal);
        Assert.Contains("1 trial is still leased to made-up-1/0", cancelled, StringComparison.Ordinal);
        Assert.Equal(SweepState.Cancelled, await StateAsync(made));
        Assert.Contains("trials queued again.", await ConfirmAsync(client, "retry"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrying_what_was_imported_is_refused_in_words()
    {
        await using var made = await MadeUpStore.CreateAsync(MadeUpStore.StudyOf("""
            name: bought
            trainer:
              imported: { study: bought, source: "results.csv" }
              settings: { activation: [relu, elu] }
              metrics: { testAccuracy: larger }
            grid: { activation: [relu, elu] }
            seeds: 2
            """, trial => Study.Row(trial, TrialState.Failed)));
        await using var served = await ServedPage.StartAsync(made.Path, hasControl: true);
        using var client = await served.SignInAsync();
        Assert.DoesNotContain("/control/retry", await client.GetStringAsync("/"), StringComparison.Ordinal);
        var answer = await client.GetAsync("/control/retry?sweep=bought");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("were imported from results.csv", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "same-origin")]
    [InlineData("of another sweep", "same-origin")]
    [InlineData("of another visitor", "same-origin")]
    [InlineData("own", "cross-site")]
    [InlineData("own", "same-site")]
    [InlineData("own", "")]
    public async Task A_forged_form_changes_nothing(string token, string site)
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, hasControl: true);
        using var client = await served.SignInAsync();
        using var other = await served.SignInAsync();
        string sent = token switch
        {
            "none" => "",
            "of another sweep" => await TokenAsync(client, "cancel"),
            "of another visitor" => await TokenAsync(other, "pause"),
            _ => await TokenAsync(client, "pause"),
        };
        var answer = await PostAsync(client, "/control/pause?sweep=mixed", sent, site);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(SweepState.Active, await StateAsync(made));
    }

    [Fact]
    public async Task A_form_of_another_site_changes_nothing_in_a_browser_either()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await using var opened = await served.OpenAsync("/");
        string token = await opened.Page.EvaluateAsync<string>("""
            async () => new DOMParser().parseFromString(await (await fetch('/control/pause?sweep=mixed')).text(), 'text/html')
              .querySelector('[name=form-token]').value
            """);
        string address = new Uri(served.Server.Address, "/control/pause?sweep=mixed").AbsoluteUri;
        await opened.Page.RouteAsync("http://evil.example/", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = $"<form method='post' action='{address}'><input name='form-token' value='{token}'><button>Win a prize</button></form>",
        }));
        await opened.Page.GotoAsync("http://evil.example/");
        await opened.Page.GetByRole(AriaRole.Button).ClickAsync();
        await opened.Page.WaitForURLAsync(address);
        Assert.Equal(SweepState.Active, await StateAsync(made));
    }

    private static async Task<SweepState> StateAsync(MadeUpStore made) =>
        (await made.Store.ReadStatusAsync("mixed", CancellationToken.None)).Single().State;

    private static async Task<string> ConfirmAsync(HttpClient client, string verb)
    {
        var answer = await PostAsync(client, $"/control/{verb}?sweep=mixed", await TokenAsync(client, verb), "same-origin");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> TokenAsync(HttpClient client, string verb) =>
        FormToken().Match(await client.GetStringAsync($"/control/{verb}?sweep=mixed")).Groups[1].Value;

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, string token, string site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form-token"] = token }),
        };
        if (site.Length > 0)
            request.Headers.Add("Sec-Fetch-Site", site);
        return await client.SendAsync(request);
    }

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
