using System.Collections.Concurrent;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.TorchSharp.Tests.Training;

namespace Sweep.Trainer.TorchSharp.Tests;

/// <summary>A worker that trains groups, from the plan to the stored results.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task A_sweep_trained_in_groups_has_the_results_of_trials_trained_alone()
    {
        TrialDescription[] trials = [.. from batch in new[] { 32, 50 } from activation in new[] { "relu", "arelu",
            "elu" } from seed in Enumerable.Range(0, 2) select Trial(batch, activation, seed)];
        using var folder = new TemporaryFolder();
        await using var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System,
            CancellationToken.None);
        await store.SubmitAsync(new SweepPlan("s", new PlanHash("p1-s"), "name: s", trials.Length, () =>
            trials, comparison: null, new RetryPlan(), new StopPlan()), CancellationToken.None);

        var groups = new ConcurrentQueue<int>();
        using var trainer = Together.Torch(groupSize: 4, admit: groups.Enqueue);
        var options = new WorkerOptions
        {
            Worker = new WorkerRegistration(new WorkerId("w"), "host", Environment.ProcessId, trainer.Name,
                new Dictionary<string, string>()),
            Slots = 1,
            UntilDone = true,
        };
        var summary = await new WorkerPool(store, trainer, options, new Silent(), TimeProvider.System).RunAsync(CancellationToken.None);
        Assert.Equal(new WorkSummary(trials.Length, 0, 0, 0, 0, WorkEnding.Done, null), summary);
        Assert.Equal(4, groups.First());
        Assert.All(groups, count => Assert.InRange(count, 1, 4));
        Assert.Equal(trials.Length, groups.Sum()); // each trained once

        int seen = 0;
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = "s" }, MetricSelection.All, CancellationToken.None))
        {
            var alone = Together.Train(trainer, row.Trial).Heard;
            Together.Close(alone.Of(row.Trial, MetricCatalogue.TestLoss.Name),
                [.. row.Metrics.Select(m => m.Values.Single(v => v.Key == MetricCatalogue.TestLoss.Name).Value)], 1e-3, row.Trial.Id.Value);
            Assert.True(row.TrainDuration > TimeSpan.Zero);
            seen++;
        }
        Assert.Equal(trials.Length, seen);
    }

    private static TrialDescription Trial(int batch, string activation, int seed)
    {
        var configuration = Invented.Trial(0, ("trainSamples", Invented.Number(150)), ("batchSize", Invented.Number(batch)),
            ("activation", Invented.Text(activation)),
            ("learningRate", Invented.Number(0.001))).Configuration;
        return TrialDescription.Create(configuration, new Seed(seed), new StreamKey((ulong)seed));
    }

    private sealed class Silent : IWorkObserver
    {
        public void TrialStarted(TrialDescription trial)
        {
        }

        public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
        {
        }

        public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
        {
        }

        public void SweepPaused(string sweep, string reason)
        {
        }

        public void StoreUnreachable(string message)
        {
        }

        public void StoreReachable()
        {
        }
    }
}
