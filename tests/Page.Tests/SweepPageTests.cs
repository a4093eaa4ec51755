using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Tests.Report;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>The pages of one sweep and of one trial; those in a browser are skipped where no Chromium is installed.</summary>
public sealed class SweepPageTests(HeadlessChromium chromium) : IClassFixture<HeadlessChromium>
{
    private const string Hostile = "<script>window.intruded = true</script>";

    [Theory]
    [InlineData("")]
    [InlineData("/curves?metric=testLoss&by=learningRate&where.activation=relu")]
    [InlineData("/verdict")]
    [InlineData("/failures")]
    [InlineData("/cost")]
    [InlineData("/configurations")]
    [InlineData("/configurations/4")]
    public async Task A_page_of_a_sweep_is_well_formed_accessible_and_fits_a_phone(string part)
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await served.CheckAsync("/sweeps/mixed" + part);
    }

    [Fact]
    public async Task A_sweep_with_planned_looks_is_well_formed_accessible_and_fits_a_phone()
    {
        await using var made = await MadeUpStore.CreateAsync(Looked);
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await served.CheckAsync("/sweeps/looked");
    }

    [Fact]
    public async Task Pages_of_trials_are_well_formed_accessible_and_fit_a_phone()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        foreach (var state in new[] { TrialState.Completed, TrialState.Failed, TrialState.Running, TrialState.Queued, TrialState.Diverged })
            await served.CheckAsync("/trials/" + await FirstAsync(made, state));
    }

    [Fact]
    public async Task The_page_tells_how_far_the_sweep_is_what_it_cost_what_failed_and_what_the_trials_say_so_far()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/mixed", "28 of 30 trials are over (93.3 %)", "data-src=\"/sweeps/mixed/verdict\"",
            "compare: { factor: activation");
        await AssertContainsAsync(client, "/sweeps/mixed/cost", "of slots in 30 attempts", "2 s on average", "running now: 1");
        await AssertContainsAsync(client, "/sweeps/mixed/failures", "missing or damaged data",
            "made up: &lt;b&gt;no&lt;/b&gt; such file");
        await AssertContainsAsync(client, "/sweeps/mixed/verdict", "Not final.", "Looking here is not a planned look", "arelu",
            "stop: { looks");
        await AssertContainsAsync(client, "/sweeps/mixed/curves", "<svg", "trials that run now (1)", "relu, seed",
            "one standard deviation");
        await AssertContainsAsync(client, "/sweeps/mixed/configurations?state=failed", "<td>arelu</td>", "<td>0.1</td>");
        await AssertContainsAsync(client, "/sweeps/mixed/trials.csv", "sweep,ordinal,trial", "mixed,0,t1-");
        await AssertContainsAsync(client, "/sweeps/mixed/metrics.csv", "testAccuracy,finite,0.");
    }

    [Fact]
    public async Task Without_a_comparison_and_without_trials_the_parts_say_so()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await made.Store.SubmitAsync(MadeUpStore.StudyOf("""
            name: bare
            dataset: synthetic-digits
            architecture: mnist-linear
            protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
            optimizer: sgd
            learningRate: 0.02
            grid: { activation: [relu, tanh] }
            seeds: 2
            """, trial => Study.Row(trial, TrialState.Queued)).Plan, CancellationToken.None);
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/bare/verdict", "The spec plans no comparison");
        await AssertContainsAsync(client, "/sweeps/bare/curves", "No trial has reported testAccuracy yet");
        await AssertContainsAsync(client, "/sweeps/bare/failures", "No attempt has failed");
        await AssertContainsAsync(client, "/sweeps/bare/cost", "no trial has begun", "not known until a trial has completed");
    }

    [Fact]
    public async Task A_sweep_that_a_program_trains_shows_its_command_and_its_own_metrics()
    {
        await using var made = await MadeUpStore.CreateAsync(MadeUpStore.StudyOf("""
            name: own
            trainer:
              command: [python3, train.py]
              settings: { activation: [relu, elu] }
              metrics: { score: larger, cost: smaller }
            grid: { activation: [relu, elu] }
            seeds: 6
            compare: { factor: activation, baseline: relu }
            """, trial => Study.Row(trial, TrialState.Completed, Epoch(1, trial), Epoch(2, trial))));
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/own", "the program python3 train.py");
        await AssertContainsAsync(client, "/sweeps/own/curves", "Mean score by epoch", "<option>cost</option>");
        await AssertContainsAsync(client, "/sweeps/own/verdict", "elu is better than relu");
        string page = await client.GetStringAsync("/trials/" + await FirstAsync(made, TrialState.Completed));
        Assert.Contains("score by epoch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sweep inspect", page, StringComparison.Ordinal);

        static EpochMetrics Epoch(int epoch, TrialDescription trial)
        {
            double score = epoch + trial.Seed.Value + (Study.Label(trial, "activation") == "elu" ? 0.5 : 0);
            return new EpochMetrics(epoch, [KeyValuePair.Create("score", score), KeyValuePair.Create("cost", -score)]);
        }
    }

    [Fact]
    public async Task Planned_looks_are_shown_with_their_limits_and_when_the_next_is_due()
    {
        await using var made = await MadeUpStore.CreateAsync(Looked);
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        // O'Brien and Fleming's limits at half and all of the data: scipy's brentq on the total error by its bivariate normal law.
        await AssertContainsAsync(client, "/sweeps/looked/verdict", "Looking here is none of the planned looks", "O&#39;Brien-Fleming",
            "0.00517", "0.048", "The next look is due when 1 more trial is over");
    }

    [Fact]
    public async Task An_unknown_sweep_names_those_there_are_and_an_unknown_trial_is_not_found()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        var answer = await client.GetAsync("/sweeps/compleet");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("complete", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/trials/t1-0000000000")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/trials/t1-")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/sweeps/complete/configurations?state=lost")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/sweeps/complete/configurations/99")).StatusCode);
    }

    [Fact]
    public async Task A_trial_has_its_settings_metrics_attempts_and_environment_and_is_found_by_a_prefix()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        string id = await FirstAsync(made, TrialState.Completed);
        await AssertContainsAsync(client, "/trials/" + id[3..15], id, "made-up-host", "processor", "testAccuracy by epoch",
            "Metrics by epoch, the last first", "<th scope=\"row\">activation</th>", "sweep inspect mixed --trial " + id,
            "href=\"/sweeps/mixed\"");
        string failed = await FirstAsync(made, TrialState.Failed);
        await AssertContainsAsync(client, "/trials/" + failed, "missing or damaged data", "made up: &lt;b&gt;no&lt;/b&gt; such file");
    }

    [Fact]
    public async Task The_map_is_a_byte_for_each_cell_after_a_head_that_explains_them()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        byte[] answer = await client.GetByteArrayAsync("/sweeps/mixed/map");
        int length = BinaryPrimitives.ReadInt32LittleEndian(answer);
        using var head = JsonDocument.Parse(answer.AsMemory(4, length));
        string[] states = [.. head.RootElement.GetProperty("states").EnumerateArray().Select(s => s.GetString()!)];
        Assert.Equal((6, 5), (head.RootElement.GetProperty("rows").GetInt32(), head.RootElement.GetProperty("columns").GetInt32()));
        Assert.Equal([("completed", 26), ("diverged", 1), ("failed", 1), ("queued", 1), ("running", 1)],
            answer[(4 + length)..].GroupBy(c => states[c - 1]).Select(g => (g.Key, g.Count())).Order());
        string version = head.RootElement.GetProperty("version").GetString()!;
        Assert.Equal(HttpStatusCode.NoContent,
            (await client.GetAsync("/sweeps/mixed/map?since=" + Uri.EscapeDataString(version))).StatusCode);
        Assert.Contains("seed ", await client.GetStringAsync("/sweeps/mixed/map/cell?row=0&column=0"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/sweeps/mixed/map/cell?row=9&column=0")).StatusCode);
    }

    [Fact]
    public async Task The_map_is_read_and_left_with_the_keyboard()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/sweeps/complete");
        var text = opened.Page.Locator("#map-text");
        await Assertions.Expect(text).ToContainTextAsync("18 trials: 3 configurations by 6 seeds.");
        await opened.Page.Locator(".map-view").FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowDown");
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(text)
            .ToContainTextAsync("Configuration 2 of 3, seed 1: activation arelu, seed 1: completed, testAccuracy 0.");
        await opened.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(text).ToContainTextAsync("Configuration 3 of 3, seed 5");
        await opened.Page.Keyboard.PressAsync("Enter");
        await opened.Page.WaitForURLAsync("**/trials/t1-*");
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("tanh");
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task A_map_of_a_thousand_configurations_on_a_phone_shows_several_trials_in_a_cell_and_zooms()
    {
        await using var made = await MadeUpStore.CreateAsync();
        await made.Store.SubmitAsync(MadeUpStore.StudyOf("""
            name: large
            dataset: synthetic-digits
            architecture: mnist-linear
            protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
            optimizer: sgd
            activation: relu
            grid: { learningRate: { from: 0.001, to: 1, count: 1000 } }
            seeds: 20
            """, trial => Study.Row(trial, TrialState.Queued)).Plan, CancellationToken.None);
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/sweeps/large", new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = 360, Height = 740 },
        });
        var text = opened.Page.Locator("#map-text");
        await Assertions.Expect(text).ToContainTextAsync("20,000 trials: 1,000 configurations by 20 seeds.");
        await opened.Page.Locator(".map-view").FocusAsync();
        await Assertions.Expect(text).ToContainTextAsync("Enter zooms in.");
        await Assertions.Expect(text).ToContainTextAsync("Configurations 1 to ");
        await opened.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(text).ToContainTextAsync("Configuration 1 of 1,000, seed 0: learningRate 0.001, seed 0: queued.");
        await opened.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(text).ToContainTextAsync("Enter zooms in.");
        await Assertions.Expect(opened.Page.Locator("[data-map-zoom=out]")).ToBeDisabledAsync();
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task While_trials_end_counts_map_and_parts_follow_and_the_focus_stays()
    {
        await using var made = await MadeUpStore.CreateAsync(Ending(TrialState.Queued));
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/sweeps/ending");
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("0 of 6 trials are over");
        await Assertions.Expect(opened.Page.Locator("#live")).ToHaveTextAsync("Live.");
        await Assertions.Expect(opened.Page.Locator(".loading")).ToHaveCountAsync(0);
        await opened.Page.Locator(".map-view").FocusAsync();
        await Assertions.Expect(opened.Page.Locator("#map-text")).ToContainTextAsync("queued");
        await made.ContinueAsync(Ending(TrialState.Completed));
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync("6 of 6 trials are over (100 %)");
        await Assertions.Expect(opened.Page.Locator("[data-live=curves] svg")).ToBeVisibleAsync();
        await Assertions.Expect(opened.Page.Locator("[data-live=cost]")).ToContainTextAsync("none, all trials are over");
        await Assertions.Expect(opened.Page.Locator("[data-live=verdict]")).ToContainTextAsync("arelu");
        Assert.True(await opened.Page.EvaluateAsync<bool>("document.activeElement.className === 'map-view'"));
        await opened.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(opened.Page.Locator("#map-text")).ToContainTextAsync("completed");
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Messages_that_look_like_markup_become_none()
    {
        var study = Examples.Complete();
        await using var made = await MadeUpStore.CreateAsync(MadeUpStore.StudyOf(study.Plan.SpecText, trial =>
            Study.Row(trial, TrialState.Failed) with { FailureKind = FailureKind.Exception, FailureMessage = Hostile }));
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/sweeps/complete");
        await Assertions.Expect(opened.Page.Locator("[data-live=failures]")).ToContainTextAsync(Hostile);
        await opened.Page.GotoAsync(new Uri(served.Server.Address, "/trials/" + await FirstAsync(made, TrialState.Failed)).AbsoluteUri);
        await Assertions.Expect(opened.Page.Locator("main")).ToContainTextAsync(Hostile);
        Assert.Equal("undefined", await opened.Page.EvaluateAsync<string>("typeof window.intruded"));
        Assert.Empty(await opened.ErrorsAsync());
    }

    [Fact]
    public async Task Without_scripts_the_parts_are_links()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        await using var opened = await served.OpenAsync("/sweeps/mixed", new BrowserNewPageOptions { JavaScriptEnabled = false });
        await opened.Page.GetByRole(AriaRole.Link, new() { Name = "Learning curves" }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("figure svg")).ToBeVisibleAsync();
        await opened.Page.GetByLabel("Metric").SelectOptionAsync("testLoss");
        await opened.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(opened.Page.Locator("figcaption")).ToContainTextAsync("Mean testLoss by epoch");
    }

    private static Study Looked { get; } = MadeUpStore.StudyOf("""
        name: looked
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, arelu] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        stop: { looks: 2 }
        """, trial => trial.Seed.Value == 3 && Study.Label(trial, "activation") == "arelu" ? Study.Row(trial, TrialState.Queued)
            : Study.Row(trial, TrialState.Completed, Examples.Epochs(trial, 3)));

    private static Study Ending(TrialState state) => MadeUpStore.StudyOf("""
        name: ending
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, arelu] }
        seeds: 3
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """, trial => Study.Row(trial, state, state == TrialState.Completed ? Examples.Epochs(trial, 3) : []));

    private static async Task<string> FirstAsync(MadeUpStore made, TrialState state) => (await made.Store.ReadTrialsAsync(
        new TrialFilter { States = new HashSet<TrialState> { state } }, MetricSelection.None, default).FirstAsync()).Trial.Id.Value;

    private static async Task AssertContainsAsync(HttpClient client, string address, params string[] expected)
    {
        var answer = await client.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode} {text}");
        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
