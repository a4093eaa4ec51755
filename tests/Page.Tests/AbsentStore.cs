using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>A store that can be away for a while or answer nothing, and counts how often it is asked for the state of sweeps.</summary>
internal sealed class AbsentStore(ITrialReader store) : ITrialReader
{
    private int questions;

    public bool IsAway { get; set; }

    public bool IsSilent { get; set; }

    public int Questions => questions;

    public string DisplayName => store.DisplayName;

    private ITrialReader Store => IsAway ? throw new StoreUnavailableException("test", "it is gone for a test.", null) : store;

    public async Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation)
    {
        Interlocked.Increment(ref questions);
        if (IsSilent)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
        return await Store.ReadStatusAsync(sweep, cancellation);
    }

    public IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics, CancellationToken cancellation) =>
        Store.ReadTrialsAsync(filter, metrics, cancellation);

    public Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation) =>
        Store.ReadAttemptsAsync(trial, cancellation);

    public Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation) =>
        Store.ReadConfusionAsync(trial, cancellation);

    public Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation) =>
        Store.ReadResultsAsync(filter, asked, cancellation);

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) => Store.ReadWorkersAsync(cancellation);

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        Store.ReadLooksAsync(sweep, onlyDue, cancellation);

    public Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation) =>
        Store.ReadPlacesAsync(sweep, cancellation);

    public Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation) =>
        Store.ReadTrialsAtAsync(sweep, ordinals, metrics, cancellation);

    public Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation) =>
        Store.ReadTrialAsync(id, cancellation);

    public Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation) =>
        Store.ReadFailuresAsync(sweep, limit, cancellation);

    public Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation) =>
        Store.ReadEffortAsync(sweep, recent, cancellation);

    public Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric,
        CancellationToken cancellation) =>
        Store.ReadCurvesAsync(filter, setting, metric, cancellation);

    public IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation) =>
        Store.QueryAsync(sql, cancellation);
}
