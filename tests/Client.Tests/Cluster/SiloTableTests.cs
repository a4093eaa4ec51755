using Sweep.Client.Cluster;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster;

public sealed class SiloTableTests
{
    private static readonly SiloView Well = Silo("10.0.0.1:11111@1", slots: 2, running: 1);
    private static readonly SiloView Quarantined = Silo("10.0.0.2:11111@1", slots: 4, running: 0, quarantine: "three failures in a row");
    private static readonly SiloView Cut = Silo("10.0.0.3:11111@1", slots: 4, running: 4, trouble: "connection refused");
    private static readonly SiloView Silent = new(new WorkerId("10.0.0.4:11111@1"), null, "no answer within 5 s");

    private readonly RememberingScreen screen = new();

    [Fact]
    public async Task Silos_are_shown_with_slots_and_health()
    {
        await TabularWriter.WriteAsync(SiloTable.Create([Well, Quarantined, Cut, Silent], OutputFormat.Table), OutputFormat.Table,
            screen.Screen, CancellationToken.None);
        Assert.Equal(
            """
            silo            host  engine  slots  running  health
            --------------------------------------------------------------------------------
            10.0.0.1:11111  lab   cpu         2        1  ok
            10.0.0.2:11111  lab   cpu         4        0  quarantined: three failures in a
                                                          row
            10.0.0.3:11111  lab   cpu         4        4  no store: connection refused
            10.0.0.4:11111                                silent: no answer within 5 s
            """,
            string.Join('\n', screen.Tables.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd())),
                ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task Devices_are_shown_where_there_are_gpus()
    {
        var gpu = Well with { Answer =
            Well.Answer! with { Engine = "torchsharp-cuda", Devices = "cuda:0 NVIDIA H200", MaxFusedTrials = 64 } };
        await TabularWriter.WriteAsync(SiloTable.Create([gpu, Well], OutputFormat.Table), OutputFormat.Table, screen.Screen,
            CancellationToken.None);
        Assert.Contains("devices  cuda:0 NVIDIA H200", screen.Tables.Output); // one field a line: too wide for a row
        Assert.Contains("devices  processor", screen.Tables.Output);
    }

    [Fact]
    public void Programs_also_get_the_id_by_which_the_store_knows_a_silo()
    {
        var table = SiloTable.Create([Well], OutputFormat.Json);
        Assert.Equal(["silo", "host", "engine", "devices", "slots", "group", "running", "health", "details", "worker"],
            table.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Workers_gone_for_long_are_counted_only()
    {
        WorkerStatus[] workers =
        [
            new(new WorkerId("a"), "lab", "cpu", TimeSpan.FromSeconds(3), 2, null),
            new(new WorkerId("b"), "lab", "cpu", TimeSpan.FromMinutes(10), 0, null),
            new(new WorkerId("c"), "lab", "cpu", TimeSpan.FromDays(2), 0, null),
        ];
        var rows = await SiloTable.Create(workers, includeGone: false, out int left).Rows.ToArrayAsync();
        Assert.Equal(["ok", "silent"], rows.Select(r => r[5]));
        Assert.Equal(1, left);
        Assert.Equal(3, await SiloTable.Create(workers, includeGone: true, out _).Rows.CountAsync());
    }

    [Fact]
    public void A_submission_tells_who_will_work_on_it()
    {
        var check = SubmissionCheck.Create([Well, Quarantined, Silent], Known(Well, Quarantined), "postgres://db/sweep");
        Assert.True(check.IsServed);
        Assert.Equal("1 silo with 2 slots works on the store's sweeps, 1 trials running. 2 more cannot: `sweep silos --cluster` tells why.",
            check.Message);
    }

    [Fact]
    public void A_cluster_on_another_store_serves_nothing_here()
    {
        var check = SubmissionCheck.Create([Well], Known(Quarantined), "postgres://db/sweep");
        Assert.False(check.IsServed);
        Assert.Contains("Give the same --store to sweep and sweep-silo", check.Message);
    }

    [Fact]
    public void A_cluster_without_able_silos_serves_nothing()
    {
        Assert.False(SubmissionCheck.Create([], [], "s").IsServed);
        Assert.False(SubmissionCheck.Create([Quarantined], Known(Quarantined), "s").IsServed);
    }

    [Fact]
    public async Task Running_trials_come_from_the_store_with_the_newest_epoch_that_anybody_knows()
    {
        await using var sweep = await SmallSweep.CreateAsync(seeds: 2);
        await sweep.ClaimAsync(2);
        var rows = await sweep.Store.ReadTrialsAsync(new TrialFilter(), MetricSelection.None, CancellationToken.None).ToListAsync();
        var leases = rows.Select(r => new Lease(r.Trial.Id, r.Attempts)).ToArray();
        var silo = new SiloView(Happenings.Silo,
            new SiloAnswer("lab", "cpu", 2, new Dictionary<Lease, EpochMetrics?> { [leases[0]] = Epoch(2), [leases[1]] = null }, null,
                null), null);
        var coordinator = new CoordinatorView(Happenings.Silo, 2, new Dictionary<Lease, EpochMetrics> { [leases[0]] = Epoch(1) });
        var words = new Dictionary<string, TrialLabels> { [SmallSweep.Name] = new(["activation"], ["testAccuracy"]) };
        await TabularWriter.WriteAsync(RunningTable.Create(rows, [silo], [coordinator], words, OutputFormat.Table), OutputFormat.Table,
            screen.Screen, CancellationToken.None);
        Assert.Contains("arelu seed 0  10.0.0.7:11111      2            0.5", screen.Tables.Output);
        Assert.Contains("arelu seed 1  10.0.0.7:11111", screen.Tables.Output);
    }

    private static EpochMetrics Epoch(int epoch) =>
        new(epoch, [KeyValuePair.Create("testAccuracy", 0.5), KeyValuePair.Create("trainLoss", 1.5)]);

    private static SiloView Silo(string id, int slots, int running, string? quarantine = null, string? trouble = null) =>
        new(new WorkerId(id),
        new SiloAnswer("lab", "cpu", slots, Enumerable.Range(0, running)
            .ToDictionary(i => Happenings.LeaseOf(i, 1), _ => (EpochMetrics?)null), quarantine, trouble), null);

    private static WorkerStatus[] Known(params SiloView[] silos) =>
        [.. silos.Select(s => new WorkerStatus(s.Worker, "lab", "cpu", TimeSpan.Zero, 0, null))];
}
