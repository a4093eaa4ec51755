using Sweep.Planning.Plans;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer;

namespace Sweep.Scheduling.Tests;

/// <summary>A real SQLite store in a folder of its own, and workers on it.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // ends a test that hangs; nothing is measured by it

    private readonly TemporaryFolder folder;
    private readonly ITrialStore real;
    private int workers;

    private Workplace(TemporaryFolder folder, ITrialStore real) =>
        (this.folder, this.real, Store) = (folder, real, new InterceptingStore(real));

    public InterceptingStore Store { get; }

    public RecordingObserver Observer { get; } = new();

    public static async Task<Workplace> OpenAsync()
    {
        var folder = new TemporaryFolder();
        return new Workplace(folder, await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System,
            CancellationToken.None));
    }

    public static async Task<Workplace> WithAsync(SweepPlan plan)
    {
        var workplace = await OpenAsync();
        await workplace.Store.SubmitAsync(plan, CancellationToken.None);
        return workplace;
    }

    public WorkerOptions Options(int slots = 1, string? sweep = null) => new()
    {
        Worker = new WorkerRegistration(new WorkerId($"test-{Interlocked.Increment(ref workers)}"), "host", Environment.ProcessId,
            "scripted", new Dictionary<string, string>()),
        Slots = slots,
        UntilDone = true,
        Filter = sweep is null ? null : new TrialFilter { Sweep = sweep },
        HeartbeatInterval = TimeSpan.FromMilliseconds(50),
        MetricsInterval = TimeSpan.FromMilliseconds(20),
    };

    public Task<WorkSummary> WorkAsync(ITrainer trainer, WorkerOptions? options = null, CancellationToken stop = default) =>
        new WorkerPool(Store, trainer, options ?? Options(), Observer, TimeProvider.System).RunAsync(stop).WaitAsync(Patience);

    public TrialRunner Runner(ITrainer trainer, WorkerOptions options) => new(Store, trainer, options, Observer, TimeProvider.System);

    public async Task<IReadOnlyList<TrialRow>> TrialsAsync(string sweep, MetricSelection? metrics = null)
    {
        var rows = new List<TrialRow>();
        await foreach (var row in real.ReadTrialsAsync(new TrialFilter { Sweep = sweep }, metrics
            ?? MetricSelection.None, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    public async Task<SweepStatus> StatusAsync(string sweep) => (await real.ReadStatusAsync(sweep, CancellationToken.None)).Single();

    /// <summary>Waits until something holds that is bound to come.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(10, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await real.DisposeAsync();
        folder.Dispose();
    }
}
