using Sweep.Client.Cluster;
using Sweep.Client.Cluster.Watching;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;
using static Sweep.Client.Tests.Cluster.ScriptedCluster;

namespace Sweep.Client.Tests.Cluster;

public sealed class ClusterWatchTests
{
    private static readonly Guid Log = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), OtherLog = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]);

    private readonly RememberingScreen screen = new();

    [Fact]
    public async Task Events_are_shown_as_they_come_until_the_sweep_is_over()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        var lease = default(Lease);
        int code = await FollowAsync(sweep, new ScriptedCluster(
        [
            Tell(new ClusterEvents([], new EventPosition(Log, 0), false)),
            Tell(new ClusterEvents([Happenings.Started(0), Happenings.Epoch(0, 1, accuracy: 0.75)], new EventPosition(Log, 2), false)),
            async () => new ClusterEvents([Ended(lease = await sweep.EndAsync())], new EventPosition(Log, 3), false),
        ]));
        Assert.Equal(0, code);
        Assert.Equal(
        [
            "small: running, 1 running of 1",
            "started    arelu seed 0 on 10.0.0.7:11111",
            "epoch 1    arelu seed 0  testAccuracy 0.7500  trainLoss 0.2500",
            "completed  arelu seed 0",
            "small: complete, 1 completed of 1",
        ], Lines);
        Assert.Equal(Happenings.LeaseOf(0, 1), lease);
    }

    [Fact]
    public async Task After_a_loss_it_goes_on_from_where_it_was()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        var cluster = new ScriptedCluster(
            [Tell(new ClusterEvents([Happenings.Started(0)], new EventPosition(Log, 5), true)), Break()],
            [Tell(new ClusterEvents([Happenings.Epoch(0, 1)], new EventPosition(Log, 6), false)), async () =>
                new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(Log, 7), false)]);
        await FollowAsync(sweep, cluster);
        Assert.Equal([EventPosition.Start, new EventPosition(Log, 5)], cluster.Asked);
        Assert.Equal(["started", "epoch", "completed"], Events);
        Assert.Contains("The coordinator fell silent. Trying again", screen.Messages.Output);
        Assert.Contains("The cluster answers again.", screen.Messages.Output);
        Assert.Equal(0, cluster.Open);
    }

    [Fact]
    public async Task What_ended_in_a_gap_is_read_from_the_store()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 3);
        await sweep.ClaimAsync(3);
        int code = await FollowAsync(sweep, new ScriptedCluster(
            [Tell(new ClusterEvents([Happenings.Started(0), Happenings.Started(1)], new EventPosition(Log, 2), false)), Break()],
            [
                // Another coordinator knows nothing of the first trial's end.
                Tell(() => sweep.EndAsync(), new ClusterEvents([Happenings.Epoch(1, 1)], new EventPosition(OtherLog, 1), true)),
                async () => new ClusterEvents([Ended(await sweep.EndAsync(new TrialOutcome.Diverged(1, 31)))],
                    new EventPosition(OtherLog, 2), false),
                async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(OtherLog, 3), false),
            ]));
        Assert.Equal(0, code);
        Assert.Contains("1 trials ended without a word from the cluster", screen.Messages.Output);
        Assert.Equal(
        [
            "started arelu seed 0", "started arelu seed 1", "completed arelu seed 0", "epoch arelu seed 1", "completed arelu seed 1",
            "started arelu seed 2", "completed arelu seed 2",
        ], EventsOfTrials);
    }

    [Fact]
    public async Task An_end_that_the_gap_told_already_is_not_told_again()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 2);
        await sweep.ClaimAsync(2);
        var first = default(Lease);
        await FollowAsync(sweep, new ScriptedCluster(
            [Tell(new ClusterEvents([], new EventPosition(Log, 0), false)), Break()],
            [
                // The end lies both in the store and, a little later, in the new coordinator's memory.
                Tell(async () => first = await sweep.EndAsync(), new ClusterEvents([], new EventPosition(OtherLog, 0), true)),
                () => Task.FromResult<ClusterEvents?>(new ClusterEvents([Ended(first)], new EventPosition(OtherLog, 1), false)),
                async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(OtherLog, 2), false),
            ]));
        Assert.Equal(["started arelu seed 0", "completed arelu seed 0", "started arelu seed 1", "completed arelu seed 1"], EventsOfTrials);
    }

    [Fact]
    public async Task What_had_ended_before_is_no_gap()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 2);
        await sweep.ClaimAsync(2);
        await sweep.EndAsync();
        await FollowAsync(sweep, new ScriptedCluster(
            [Tell(new ClusterEvents([], new EventPosition(Log, 0), true)), Break()],
            [async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(OtherLog, 1), true)]));
        Assert.Equal(["started arelu seed 1", "completed arelu seed 1"], EventsOfTrials);
    }

    [Fact]
    public async Task Of_a_long_memory_only_the_end_is_shown_at_the_beginning()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        await FollowAsync(sweep, new ScriptedCluster(
        [
            Tell(new ClusterEvents([.. Enumerable.Range(1, 50).Select(epoch => Happenings.Epoch(0, epoch))], new EventPosition(Log, 50),
                false)),
            async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(Log, 51), false),
        ]));
        Assert.Equal(10, Lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Contains(Lines, line => line.StartsWith("epoch 50 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_attempt_that_is_shown_has_its_start_shown_once_and_first()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 2);
        await sweep.ClaimAsync(2);
        await FollowAsync(sweep, new ScriptedCluster(
        [
            // The start of the first trial is the eleventh event from the end, and that of the second comes after its first epoch.
            Tell(new ClusterEvents(
                [Happenings.Started(0), .. Enumerable.Range(1, 10).Select(epoch => Happenings.Epoch(0, epoch))],
                new EventPosition(Log, 11), false)),
            Tell(new ClusterEvents([Happenings.Epoch(1, 1), Happenings.Started(1)], new EventPosition(Log, 13), false)),
            async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(Log, 14), false),
            async () => new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(Log, 15), false),
        ]));
        Assert.Equal(["started", .. Enumerable.Repeat("epoch", 10), "started", "epoch", "completed", "completed"], Events);
    }

    [Fact]
    public async Task A_coordinator_that_leaves_is_looked_for_again_through_the_same_connection()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        var cluster = new ScriptedCluster([Tell(new ClusterEvents([Happenings.Started(0)], new EventPosition(Log, 1), false)), Leave()]);
        using var stop = new CancellationTokenSource();
        var following = FollowAsync(sweep, cluster, stop: stop.Token);
        while (cluster.Asked.Count < 3 && !following.IsCompleted)
            await Task.Delay(1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(new EventPosition(Log, 1), cluster.Asked[1]);
        Assert.Equal(0, cluster.Open);
    }

    [Fact]
    public async Task A_sweep_that_ends_while_the_cluster_is_away_ends_the_watching()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        int code = await FollowAsync(sweep, new ScriptedCluster([async () =>
        {
            await sweep.EndAsync(new TrialOutcome.Failed(FailureKind.Exception, "it broke"));
            return await Break()();
        }]));
        Assert.Equal(1, code);
        Assert.Equal(["failed     arelu seed 0: it broke", "small: ended, 1 failed of 1"], Lines[^2..]);
    }

    [Fact]
    public async Task A_cluster_that_stays_away_is_unavailable()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        var times = Impatient with { Patience = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<ClusterUnavailableException>(() => FollowAsync(sweep, new ScriptedCluster([Break()]), times));
        Assert.Equal("Nobody answers.", error.Reason);
    }

    [Fact]
    public async Task A_paused_sweep_is_said_to_be_paused()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 1);
        await sweep.ClaimAsync(1);
        await FollowAsync(sweep, new ScriptedCluster(
        [
            Tell(() => sweep.Store.SetSweepStateAsync(SmallSweep.Name, SweepState.Paused, "by hand", CancellationToken.None),
                new ClusterEvents([], new EventPosition(Log, 0), false)),
            async () =>
            {
                while (!Lines.Contains("small: paused, 1 running of 1"))
                    await Task.Delay(1);
                return new ClusterEvents([Ended(await sweep.EndAsync())], new EventPosition(Log, 1), false);
            },
        ]));
        Assert.Equal("small: paused, 1 completed of 1", Lines[^1]);
    }

    /// <summary>As short as can be without spinning; nothing is measured by it.</summary>
    private static WatchTimes Impatient =>
        new() { StatusInterval = TimeSpan.FromMilliseconds(1), RetryInterval = TimeSpan.FromMilliseconds(1), Farewell = TimeSpan.Zero };

    private string[] Lines => screen.Data.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>First word of each event.</summary>
    private IEnumerable<string> Events => EventsOfTrials.Select(line => line.Split(' ')[0]);

    /// <summary>"started arelu seed 0" and so on, without numbers of epochs and what follows.</summary>
    private string[] EventsOfTrials => [.. Lines.Where(line => !line.StartsWith(SmallSweep.Name, StringComparison.Ordinal)).Select(line =>
        string.Join(' ', [line.Split(' ')[0], .. line[line.IndexOf("arelu", StringComparison.Ordinal)..].Split(' ').Take(3)
            .Select(word => word.TrimEnd(':'))]))];

    private static ClusterEvent Ended(Lease lease) =>
        Happenings.Ended(Enumerable.Range(0, 20).First(trial => Happenings.LeaseOf(trial, 1).Trial == lease.Trial), lease.Attempt);

    private async Task<int> FollowAsync(SmallSweep sweep, ScriptedCluster cluster, WatchTimes? times = null,
        CancellationToken stop = default)
    {
        var status = await sweep.StatusAsync();
        var printer = new EventPrinter(screen.Screen, OutputFormat.Table, TrialLabels.FromSpec(status.SpecText));
        var watch = new ClusterWatch(sweep.Store, cluster, SmallSweep.Name, printer, screen.Screen, times
            ?? Impatient, TimeProvider.System);
        return await watch.FollowAsync(status, await cluster.ConnectAsync(stop), stop);
    }
}
