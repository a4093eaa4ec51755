using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Page;
using Sweep.Client.Page.Sections;
using Sweep.Client.Page.Live;
using Sweep.Client.Tests.Report;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>Pages that follow the store while a sweep runs, the server restarts, or the store is away.</summary>
public sealed class LiveTests(HeadlessChromium chromium)
{
    private const string Token = "a token that outlives restarts";

    /// <summary>Six trials that wait, and the same ones completed.</summary>
    private static readonly Study Waiting = With(TrialState.Queued), Done = With(TrialState.Completed);

    [Fact]
    public async Task Two_browsers_follow_a_sweep_while_it_runs()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var first = await served.OpenAsync("/");
        await using var second = await served.OpenAsync("/");
        foreach (var opened in new[] { first, second })
        {
            await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
            await Assertions.Expect(opened.Page.Locator("#sweep-live")).ToContainTextAsync("0 of 6 (0 %)");
        }
        await made.ContinueAsync(Done);
        foreach (var opened in new[] { first, second })
        {
            await Assertions.Expect(opened.Page.Locator("#sweep-live")).ToContainTextAsync("6 of 6 (100 %)");
            Assert.Empty(await opened.ErrorsAsync());
        }
    }

    [Fact]
    public async Task Focus_scrolling_and_what_is_opened_stay_when_a_page_changes()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/", new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = 700, Height = 200 },
        });
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "live" }).FocusAsync();
        await opened.Page.EvaluateAsync("document.querySelector('.wide').scrollLeft = 40; scrollTo(0, 50)");
        await made.ContinueAsync(Done);
        await Assertions.Expect(opened.Page.Locator("#sweep-live")).ToContainTextAsync("6 of 6");
        Assert.Equal("live 40 50", await opened.Page.EvaluateAsync<string>(
            "`${document.activeElement.textContent} ${document.querySelector('.wide').scrollLeft} ${scrollY}`"));
    }

    [Fact]
    public async Task A_browser_reconnects_after_the_server_has_restarted_and_shows_what_it_missed()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        var first = await ServedPage.StartAsync(made.Path, chromium, settings: PageSettings.Loopback(0, Token));
        await using var opened = await first.OpenAsync("/");
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
        int port = first.Server.Port;
        await first.DisposeAsync();
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("The server has ended; this is its last state.");
        await made.ContinueAsync(Done);
        await using var second = await ServedPage.StartAsync(made.Path, chromium, settings: PageSettings.Loopback(port, Token));
        await Assertions.Expect(opened.Page.Locator("#sweep-live")).ToContainTextAsync("6 of 6", new() { Timeout = 60_000 });
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
    }

    [Fact]
    public async Task A_store_that_is_away_is_told_and_comes_back()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        var store = new AbsentStore(made.Store);
        await using var server = await PageServer.StartAsync(new PageContext(store, TimeProvider.System, HasControl: false),
            PageSettings.Loopback(0), PageSections.All, CancellationToken.None);
        await using var opened = await chromium.OpenAsync(server.Address.AbsoluteUri);
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
        store.IsAway = true;
        await Assertions.Expect(opened.Page.Locator("#live")).ToContainTextAsync("gone for a test");
        Assert.Equal(503, (await opened.Page.GotoAsync(new Uri(server.Address, "/").AbsoluteUri))!.Status);
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("The store is away");
        store.IsAway = false;
        await Assertions.Expect(opened.Page.Locator("h1")).ToHaveTextAsync("Sweeps", new() { Timeout = 60_000 });
    }

    [Fact]
    public async Task The_store_is_asked_only_while_somebody_follows_and_once_for_all()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        var store = new AbsentStore(made.Store);
        await using var watch = new StoreWatch(store, TimeProvider.System);
        Assert.Equal(0, store.Questions);
        using var stop = new CancellationTokenSource();
        var followers = Enumerable.Range(0, 20).Select(_ => NextAsync(watch, LiveKind.Change, null, stop.Token)).ToArray();
        await Task.WhenAll(followers);
        Assert.Equal(1, store.Questions);
        Assert.Equal(0, watch.Followers);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_does_not_keep_the_server_from_ending()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting);
        var time = new FakeTimeProvider();
        await using var watch = new StoreWatch(new AbsentStore(made.Store) { IsSilent = true }, time);
        await using var follower = watch.FollowAsync(null, null, CancellationToken.None).GetAsyncEnumerator();
        var told = follower.MoveNextAsync();
        var ended = watch.EndAsync();
        time.Advance(TimeSpan.FromSeconds(2));
        await ended;
        Assert.True(await told);
    }

    [Fact]
    public async Task A_follower_of_one_sweep_hears_nothing_of_others_and_a_known_version_is_not_told_again()
    {
        await using var made = await MadeUpStore.CreateAsync(Waiting, Examples.Complete());
        await using var watch = new StoreWatch(made.Store, TimeProvider.System);
        var seen = new List<LiveKind>();
        using var stop = new CancellationTokenSource();
        string version = (await NextAsync(watch, LiveKind.Change, null, stop.Token)).Version;
        var following = Task.Run(async () =>
        {
            await foreach (var next in watch.FollowAsync("complete", version, stop.Token))
                seen.Add(next.Kind);
        });
        var other = NextAsync(watch, LiveKind.Change, version, stop.Token);
        await made.Store.SetSweepStateAsync("live", SweepState.Paused, "for a test", CancellationToken.None);
        await other;
        await watch.EndAsync();
        await following;
        Assert.Equal([LiveKind.Here, LiveKind.End], seen);
    }

    [Fact]
    public async Task Level_names_that_look_like_markup_become_none()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await made.Store.SetSweepStateAsync("mixed", SweepState.Paused, "<script>window.intruded = true</script><b id=bold>", default);
        await made.Store.QuarantineAsync(new WorkerId("made-up-1/0"), "<img src=x onerror='window.intruded = true'>", default);
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/");
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("<script>window.intruded = true</script><b id=bold>");
        Assert.Equal(0, await opened.Page.Locator("#bold").CountAsync());
        await opened.Page.GotoAsync(new Uri(served.Server.Address, "/workers").AbsoluteUri);
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("<img src=x");
        Assert.Equal("undefined", await opened.Page.EvaluateAsync<string>("typeof window.intruded"));
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Scripts_and_styles_within_a_page_are_refused()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/about");
        await opened.Page.EvaluateAsync("""
            () => document.body.insertAdjacentHTML('beforeend', '<p id="try" style="color: red"></p><style>#try { display: none }</style>')
            """);
        await opened.Page.EvaluateAsync("""
            () => { const s = document.createElement('script'); s.textContent = 'window.intruded = true'; document.body.append(s); }
            """);
        Assert.Equal("undefined", await opened.Page.EvaluateAsync<string>("typeof window.intruded"));
        Assert.Equal("block", await opened.Page.Locator("#try").EvaluateAsync<string>("e => getComputedStyle(e).display"));
        Assert.NotEqual("rgb(255, 0, 0)", await opened.Page.Locator("#try").EvaluateAsync<string>("e => getComputedStyle(e).color"));
        Assert.Contains(await opened.ErrorsAsync(), e => e.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_scripts_the_pages_can_be_read()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/", new BrowserNewPageOptions { JavaScriptEnabled = false });
        await Assertions.Expect(opened.Page.Locator("#sweep-mixed")).ToContainTextAsync("27 of 30 (90 %)");
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Reload the page for newer numbers.");
    }

    private static Study With(TrialState state) => MadeUpStore.StudyOf("""
        name: live
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, arelu] }
        seeds: 3
        """, trial => Study.Row(trial, state, state == TrialState.Completed ? Examples.Epochs(trial, 3) : []));

    private static async Task<LiveEvent> NextAsync(StoreWatch watch, LiveKind kind, string? since, CancellationToken cancellation)
    {
        await foreach (var next in watch.FollowAsync(null, since, cancellation))
        {
            if (next.Kind == kind)
                return next;
        }
        throw new InvalidOperationException("It ended.");
    }
}
