using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;

namespace Sweep.Grains.Tests;

/// <summary>The stream of events.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task A_watcher_sees_a_trial_start_its_epochs_and_its_end()
    {
        var hold = new Hold();
        await using var cluster = await TestSweepCluster.StartAsync(new ScriptedTrainer((trial, observer, stop) =>
        {
            for (int epoch = 1; epoch <= 3; epoch++)
                observer.EpochCompleted(trial.Id, new EpochMetrics(epoch, [new(MetricCatalogue.TestAccuracy.Name, epoch / 10.0)]));
            return hold.Wait(stop);
        }));
        await cluster.SubmitAsync(TestPlans.Create("study", 1));
        await hold.Begun;
        hold.Release();

        var (seen, _) = await CollectAsync(cluster.Sweep("study"), WatchPosition.Start);

        Assert.Equal([TrialEventKind.Started, TrialEventKind.Epoch, TrialEventKind.Epoch, TrialEventKind.Epoch, TrialEventKind.Ended],
            seen.Select(e => e.Kind));
        Assert.Equal([0.1, 0.2, 0.3], seen.Where(e => e.Epoch is not null).Select(e => e.Epoch!.Values.Single().Value));
        Assert.IsType<TrialOutcome.Completed>(seen[^1].Outcome);
        Assert.Contains(KeyValuePair.Create("activation", "relu"), seen[0].Levels);
    }

    [Fact]
    public async Task A_watcher_that_comes_back_goes_on_where_it_was()
    {
        await using var cluster = await TestSweepCluster.StartAsync(ScriptedTrainer.Instant(), silos: 1);
        await cluster.SubmitAsync(TestPlans.Create("study", 1));
        var (_, position) = await CollectAsync(cluster.Sweep("study"), WatchPosition.Start);

        await cluster.SubmitAsync(TestPlans.Create("study", 2));
        var (seen, _) = await CollectAsync(cluster.Sweep("study"), position);

        Assert.Single(seen.Select(e => e.Lease.Trial).Distinct());
    }

    [Fact]
    public void A_position_of_a_former_coordinator_has_a_gap()
    {
        var former = new EventLog(10);
        former.Append([Event(1)]);
        var position = former.Read(WatchPosition.Start).Position;

        var log = new EventLog(10);
        log.Append([Event(2)]);

        Assert.True(log.Read(position).HasGap);
        Assert.Single(log.Read(position).Events);
    }

    [Fact]
    public void A_log_forgets_the_oldest_events_and_says_so()
    {
        var log = new EventLog(3);
        log.Append([Event(1)]);
        var position = log.Read(WatchPosition.Start).Position;
        log.Append([Event(2), Event(3), Event(4)]);

        Assert.False(log.Read(position).HasGap);
        log.Append([Event(5)]);

        var batch = log.Read(position);
        Assert.True(batch.HasGap);
        Assert.Equal([3, 4, 5], batch.Events.Select(e => e.Lease.Attempt));
    }

    [Fact]
    public void Ten_thousand_epochs_are_one_report_of_a_few_events_and_the_newest_is_among_them()
    {
        var outbox = new EventOutbox();
        for (int epoch = 1; epoch <= 10_000; epoch++)
            outbox.Add("study", Event(1, epoch));

        var (_, events) = Assert.Single(outbox.Take());
        Assert.InRange(events.Count, 2, 50);
        Assert.Equal(10_000, events[^1].Epoch!.Epoch);
        Assert.Empty(outbox.Take());
    }

    private static TrialEvent Event(int attempt, int? epoch = null) => new(epoch is null ? TrialEventKind.Started : TrialEventKind.Epoch,
        new Store.Lease(new TrialId("t1-x"), attempt), new Store.WorkerId("w"), [],
        epoch is { } number ? new EpochMetrics(number, []) : null, null);

    /// <summary>Watches until a trial has ended.</summary>
    private static async Task<(List<TrialEvent> Events, WatchPosition Position)> CollectAsync(ISweepGrain sweep, WatchPosition from)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var seen = new List<TrialEvent>();
        await foreach (var batch in sweep.WatchAsync(from).WithCancellation(patience.Token))
        {
            seen.AddRange(batch.Events);
            if (seen.Any(e => e.Kind == TrialEventKind.Ended))
                return (seen, batch.Position);
        }
        throw new InvalidOperationException("The stream ended.");
    }
}
