using System.Text.Json;
using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster.Orleans;

/// <summary>The program against a real silo: what a user types, through the real client.</summary>
public sealed class RealClusterTests
{
    private const string Spec = """
        name: small
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 2 }
        optimizer: { name: sgd }
        learningRate: 0.01
        grid: { activation: [relu, arelu] }
        seeds: 3
        """;

    [Fact]
    public async Task A_sweep_is_submitted_watched_steered_and_seen_through_the_cluster()
    {
        var hold = new Hold();
        int reported = 0;
        await using var silo = await LonelySilo.StartAsync(new ScriptedTrainer((trial, observer, stop) =>
        {
            observer.EpochCompleted(trial.Id, new EpochMetrics(1, [KeyValuePair.Create(MetricCatalogue.TestAccuracy.Name, 0.75)]));
            Interlocked.Increment(ref reported);
            return hold.Wait(stop);
        }), slots: 2);
        silo.Write("spec.yaml", Spec);

        var submitted = await silo.SweepAsync("submit", "spec.yaml");
        Assert.True(submitted.Code == 0, submitted.Error);
        Assert.Contains("6 trials planned, 6 added", submitted.Error);
        Assert.Contains("1 silo with 2 slots works on the store's sweeps", submitted.Error);

        using var watch = silo.Start("watch", "small", "--format", "json");
        await UntilAsync(silo, status => status.Count(TrialState.Running) == 2 && Volatile.Read(ref reported) == 2);
        await watch.WaitForOutputAsync("\"event\":\"epoch\""); // it listens; what ends from now on is its to tell

        var status = await silo.SweepAsync("status", "small", "--format", "json");
        Assert.True(status.Code == 0, status.Error);
        using (var live = JsonDocument.Parse(status.Output))
        {
            Assert.Equal(6, live.RootElement.GetProperty("sweeps")[0].GetProperty("total").GetInt32());
            Assert.Equal("ok", live.RootElement.GetProperty("silos")[0].GetProperty("health").GetString());
            var running = live.RootElement.GetProperty("running").EnumerateArray().ToArray();
            Assert.Equal(2, running.Length);
            Assert.All(running, trial => Assert.Equal(0.75, trial.GetProperty("testAccuracy").GetDouble()));
        }

        // No heartbeat would ever tell the trainer: what stops it, is the coordinator's word.
        var some = await silo.SweepAsync("cancel", "small", "--where", "activation=relu");
        Assert.Contains("3 trials cancelled or asked to stop", some.Error);
        await UntilAsync(silo, status => status.Count(TrialState.Cancelled) == 3);

        Assert.Contains("small is paused", (await silo.SweepAsync("pause", "small")).Error);
        Assert.Equal(SweepState.Paused, (await silo.StatusAsync("small")).State);
        Assert.Contains("small is active", (await silo.SweepAsync("resume", "small")).Error);

        hold.Release();
        var watched = await watch.WaitAsync();
        Assert.True(watched.Code == 1, watched.Error); // three trials have no result
        var events = watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.Equal(3, events.Count(e => e.GetProperty("event").GetString() == "completed"));
        Assert.Equal(events.Length, events.Select(e => e.GetRawText()).Distinct().Count());
    }

    [Fact]
    public async Task What_the_cluster_does_not_know_is_said()
    {
        await using var silo = await LonelySilo.StartAsync(ScriptedTrainer.Instant(), slots: 1);
        var unknown = await silo.SweepAsync("pause", "nobody");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("has no sweep named 'nobody'", unknown.Error.ReplaceLineEndings(" "));

        var prefix = await silo.SweepAsync("cancel", "nobody", "--id", "t1-1");
        Assert.Equal(2, prefix.Code); // the silo's refusal keeps its kind on the way here
        Assert.Contains("t1-1", prefix.Error);
    }

    [Fact]
    public async Task A_silo_that_works_on_another_store_is_found_out()
    {
        await using var silo = await LonelySilo.StartAsync(ScriptedTrainer.Instant(), slots: 1);
        silo.Write("spec.yaml", Spec);
        var ended = await silo.SweepAsync("submit", "spec.yaml", "--store", "other.db");
        Assert.Equal(3, ended.Code);
        Assert.Contains("The cluster works on another store", ended.Error);
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_exit_code_3_with_what_to_check()
    {
        using var folder = new Sweep.Testing.TemporaryFolder();
        var ended = await SweepProcess.RunAsync(folder.FullName, "silos", "--cluster", "127.0.0.1:1", "--cluster-timeout", "1");
        Assert.Equal(3, ended.Code);
        Assert.Contains("cannot be reached at 127.0.0.1:1", ended.Error.ReplaceLineEndings(" "));
        Assert.Contains("Are silos running?", ended.Error);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task A_cluster_of_another_name_does_not_answer()
    {
        await using var silo = await LonelySilo.StartAsync(ScriptedTrainer.Instant(), slots: 1);
        using var folder = new Sweep.Testing.TemporaryFolder();
        var ended = await SweepProcess.RunAsync(folder.FullName, "silos", "--cluster", silo.Gateway, "--cluster-id", "other",
            "--cluster-timeout", "2");
        Assert.Equal(3, ended.Code);
        Assert.Contains("The cluster 'other' cannot be reached", ended.Error.ReplaceLineEndings(" "));
        Assert.Contains("--cluster-id as this client (other)", ended.Error.ReplaceLineEndings(" "));
    }

    private static async Task UntilAsync(LonelySilo silo, Func<SweepStatus, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2)); // ends a test that hangs; nothing is measured by it
        while (!condition(await silo.StatusAsync("small")))
            await Task.Delay(20, patience.Token);
    }
}
