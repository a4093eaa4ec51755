using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>What the pages of one sweep and of one trial say.</summary>
public sealed class SweepPageTests
{
    [Fact]
    public async Task The_page_tells_how_far_the_sweep_is_what_it_cost_what_failed_and_what_the_trials_say_so_far()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Mixed());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/mixed", "27 of 30 trials are over (90 %)", "data-src=\"/sweeps/mixed/verdict\"",
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
    public async Task Curves_by_what_is_no_setting_are_a_mistake_that_names_what_there_is()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Complete());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        foreach (string wish in new[] { "by=activatoin", "by=$[", "where.activatoin=relu" })
        {
            var answer = await client.GetAsync("/sweeps/complete/curves?" + wish);
            Assert.Equal((wish, HttpStatusCode.BadRequest), (wish, answer.StatusCode));
            Assert.Contains("is no setting of", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        await AssertContainsAsync(client, "/sweeps/complete/curves?by=optimizer&where.seed=2", "sgd");
    }

    [Fact]
    public async Task The_page_of_an_imported_sweep_says_where_it_is_from_and_that_its_verdict_was_not_planned()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Imported());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/theirs", "imported from results.csv");
        await AssertContainsAsync(client, "/sweeps/theirs/verdict", "elu is better than relu", "imported");
        await AssertContainsAsync(client, "/sweeps/theirs/cost", "none, all trials are over");
    }

    [Fact]
    public async Task A_sweep_that_a_program_trains_shows_its_command_and_its_own_metrics()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.OfProgram());
        await using var served = await ServedPage.StartAsync(made.Path);
        using var client = await served.SignInAsync();
        await AssertContainsAsync(client, "/sweeps/own", "the program python3 train.py");
        await AssertContainsAsync(client, "/sweeps/own/curves", "Mean score by epoch", "<option>cost</option>");
        await AssertContainsAsync(client, "/sweeps/own/verdict", "elu is better than relu");
        string page = await client.GetStringAsync("/trials/" + await made.FirstAsync(TrialState.Completed));
        Assert.Contains("score by epoch", page, StringComparison.Ordinal);
        Assert.DoesNotContain("sweep inspect", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Planned_looks_are_shown_with_their_limits_and_when_the_next_is_due()
    {
        await using var made = await MadeUpStore.CreateAsync(Examples.Looked());
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
        string id = await made.FirstAsync(TrialState.Completed);
        await AssertContainsAsync(client, "/trials/" + id[3..15], id, "made-up-host", "processor", "testAccuracy by epoch",
            "Metrics by epoch, the last first", "<th scope=\"row\">activation</th>", "sweep inspect mixed --trial " + id,
            "href=\"/sweeps/mixed\"");
        string failed = await made.FirstAsync(TrialState.Failed);
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
        Assert.Equal([("completed", 25), ("diverged", 1), ("failed", 1), ("queued", 2), ("running", 1)],
            answer[(4 + length)..].GroupBy(c => states[c - 1]).Select(g => (g.Key, g.Count())).Order());
        string version = head.RootElement.GetProperty("version").GetString()!;
        Assert.Equal(HttpStatusCode.NoContent,
            (await client.GetAsync("/sweeps/mixed/map?since=" + Uri.EscapeDataString(version))).StatusCode);
        Assert.Contains("seed ", await client.GetStringAsync("/sweeps/mixed/map/cell?row=0&column=0"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/sweeps/mixed/map/cell?row=9&column=0")).StatusCode);
    }

    private static async Task AssertContainsAsync(HttpClient client, string address, params string[] expected)
    {
        var answer = await client.GetAsync(address);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{address}: {answer.StatusCode} {text}");
        Assert.All(expected, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }
}
