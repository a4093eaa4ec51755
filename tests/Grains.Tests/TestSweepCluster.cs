using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using Sweep.Planning.Plans;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer;

namespace Sweep.Grains.Tests;

/// <summary>A cluster of silos in this process, on a real SQLite store, with a trainer that does what the test says.</summary>
internal sealed class TestSweepCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // ends a test that hangs; nothing is measured by it

    private readonly TemporaryFolder folder;
    private readonly InProcessTestCluster cluster;

    private TestSweepCluster(TemporaryFolder folder, ITrialStore store, InProcessTestCluster cluster) =>
        (this.folder, Store, this.cluster) = (folder, store, cluster);

    public ITrialStore Store { get; }

    public IGrainFactory Grains => cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => cluster.Silos;

    /// <param name="trainer">What all silos train with.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="slots">Slots of each.</param>
    /// <param name="heartbeat">So long that it never comes, unless the test is about heartbeats: what arrives, arrives through
    /// grains.</param>
    /// <param name="lease">How long leases hold.</param>
    public static async Task<TestSweepCluster> StartAsync(ITrainer trainer, short silos = 2, int slots = 1, TimeSpan? heartbeat = null,
        TimeSpan? lease = null)
    {
        var folder = new TemporaryFolder();
        var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        var holds = lease ?? TimeSpan.FromHours(2);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(store);
            silo.Configure<ClusterMembershipOptions>(membership =>
                (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 2));
            silo.AddSweepWorker(_ => new SiloWorkerOptions(
                (worker, observer) => new TrialRunner(store, trainer, new WorkerOptions
                {
                    Worker = new WorkerRegistration(worker, "host", Environment.ProcessId, trainer.Name, new Dictionary<string, string>()),
                    Slots = slots,
                    LeaseDuration = holds,
                    HeartbeatInterval = heartbeat ?? TimeSpan.FromHours(1),
                    MetricsInterval = TimeSpan.FromMilliseconds(50),
                }, observer, TimeProvider.System), "host", trainer.Name) { LeaseDuration = holds });
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestSweepCluster(folder, store, cluster);
    }

    public ISweepGrain Sweep(string name) => Grains.GetGrain<ISweepGrain>(name);

    public Task SubmitAsync(SweepPlan plan) => Store.SubmitAsync(plan, CancellationToken.None);

    public async Task<SweepStatus> StatusAsync(string sweep) => (await Store.ReadStatusAsync(sweep, CancellationToken.None)).Single();

    public async Task<IReadOnlyList<TrialRow>> TrialsAsync(string sweep, MetricSelection? metrics = null)
    {
        var rows = new List<TrialRow>();
        var filter = new TrialFilter { Sweep = sweep };
        await foreach (var row in Store.ReadTrialsAsync(filter, metrics ?? MetricSelection.None, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    /// <summary>Waits until nothing of the sweep is queued or running.</summary>
    public Task CompleteAsync(string sweep) => EventuallyAsync(async () => (await StatusAsync(sweep)).IsOver);

    /// <summary>Waits until something holds that is bound to come.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }

    public InProcessSiloHandle SiloOf(WorkerId worker) => Silos.Single(s => TrialGrainKey.WorkerOf(s.SiloAddress) == worker);

    /// <summary>The silo vanishes for the others without a word; what runs in this process under its name goes on, as on a machine that was
    /// cut off.</summary>
    public Task CutOffAsync(InProcessSiloHandle silo) => cluster.KillSiloAsync(silo);

    /// <summary>The silo is told to leave.</summary>
    public Task LeaveAsync(InProcessSiloHandle silo) => cluster.StopSiloAsync(silo);

    public Task<InProcessSiloHandle> JoinAsync() => cluster.StartAdditionalSiloAsync();

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        await Store.DisposeAsync();
        folder.Dispose();
    }
}
