using Microsoft.Playwright;
using Sweep.Analysis.Tests.Questions;
using Sweep.Client.Tests.Report;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>The pages of one sweep and of one trial in a browser; skipped where no Chromium is installed.</summary>
public sealed class SweepLookTests(HeadlessChromium chromium)
{
    private const string Hostile = "<script>window.intruded = true</script>";

    [Fact]
    public async Task Pages_of_a_sweep_are_well_formed_accessible_and_fit_a_phone()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium, hasControl: true);
        await served.CheckAsync("/sweeps/mixed");
        await served.CheckAsync("/sweeps/mixed/curves?metric=testLoss&by=learningRate&where.activation=relu");
        await served.CheckAsync("/sweeps/mixed/configurations");
        await served.CheckAsync("/sweeps/mixed/configurations/4");
    }

    [Fact]
    public async Task So_are_those_of_a_sweep_with_planned_looks_of_a_program_and_of_imported_results()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Looked(), Examples.OfProgram(), Examples.Imported());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        foreach (string sweep in new[] { "looked", "own", "theirs" })
            await served.CheckAsync("/sweeps/" + sweep);
    }

    [Fact]
    public async Task Pages_of_trials_are_well_formed_accessible_and_fit_a_phone()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path, chromium);
        foreach (var state in new[] { TrialState.Completed, TrialState.Failed, TrialState.Running })
            await served.CheckAsync("/trials/" + await made.FirstAsync(state));
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
        await opened.Page.GotoAsync(new Uri(served.Server.Address, "/trials/" + await made.FirstAsync(TrialState.Failed)).AbsoluteUri);
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
}
