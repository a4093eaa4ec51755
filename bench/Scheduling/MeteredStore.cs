using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Bench;

/// <summary>Measures the calls of a worker: how many, of how many trials each, how long.</summary>
internal sealed class MeteredStore(ITrialStore inner) : ITrialStore
{
    private readonly ConcurrentDictionary<string, (long Calls, long Items, double Seconds)> meters = new();

    public string DisplayName => inner.DisplayName;

    /// <summary>One line per kind of call.</summary>
    public IEnumerable<string> Report() => meters.OrderByDescending(m => m.Value.Seconds).Select(m => Line(m.Key, m.Value));

    public Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation) => inner.SubmitAsync(plan, cancellation);

    public Task<SubmitReceipt?> ImportAsync(SweepPlan plan, PlanHash? expected, IReadOnlyList<FinishedTrial> trials,
        CancellationToken cancellation) => inner.ImportAsync(plan, expected, trials, cancellation);

    public Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        MeterAsync("claim", () => inner.ClaimAsync(request, cancellation), claimed => claimed.Count);

    public Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation) =>
        MeterAsync("renew", () => inner.RenewAsync(leases, duration, cancellation), answers => answers.Count);

    public Task<IReadOnlyList<RivalCurve>> ReadRivalsAsync(Lease lease, string metric, CancellationToken cancellation) =>
        MeterAsync("rivals", () => inner.ReadRivalsAsync(lease, metric, cancellation), curves => curves.Count);

    public Task<int?> PruneAsync(Lease lease, int epoch, string reason, CancellationToken cancellation) =>
        MeterAsync("prune", () => inner.PruneAsync(lease, epoch, reason, cancellation), _ => 1);

    public Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation) =>
        MeterAsync("append", async () =>
        {
            await inner.AppendMetricsAsync(metrics, cancellation);
            return metrics.Count;
        }, count => count);

    public Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation) =>
        MeterAsync("finish", () => inner.FinishAsync(endings, cancellation), answers => answers.Count);

    public Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation) =>
        MeterAsync("release", async () =>
        {
            await inner.ReleaseAsync(leases, cancellation);
            return leases.Count;
        }, count => count);

    public Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation) =>
        inner.RegisterWorkerAsync(worker, cancellation);

    public Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation) =>
        inner.QuarantineAsync(worker, reason, cancellation);

    public Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation) => inner.EndWorkerAsync(worker, cancellation);

    public Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation) =>
        inner.ReleaseUnheldAsync(worker, held, cancellation);

    public Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation) =>
        inner.SetSweepStateAsync(sweep, state, reason, cancellation);

    public Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation) => inner.CancelAsync(filter, cancellation);

    public Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation) => inner.RetryAsync(filter, cancellation);

    public Task<int> FreeAsync(TrialFilter filter, CancellationToken cancellation) => inner.FreeAsync(filter, cancellation);

    public Task<IReadOnlyList<LeaseHolding>> ReadLeasesAsync(TrialFilter filter, CancellationToken cancellation) =>
        inner.ReadLeasesAsync(filter, cancellation);

    public Task<IReadOnlyList<SharedTrials>> ReadSharedAsync(TrialFilter filter, CancellationToken cancellation) =>
        inner.ReadSharedAsync(filter, cancellation);

    public Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation) =>
        inner.ReadConfusionAsync(trial, cancellation);

    public Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation) =>
        inner.ReadResultsAsync(filter, asked, cancellation);

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        inner.ReadLooksAsync(sweep, onlyDue, cancellation);

    public Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation) => inner.TakeLookAsync(look, cancellation);

    public Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation) =>
        MeterAsync("status", () => inner.ReadStatusAsync(sweep, cancellation), rows => rows.Count);

    public IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics, CancellationToken cancellation) =>
        inner.ReadTrialsAsync(filter, metrics, cancellation);

    public Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation) =>
        inner.ReadAttemptsAsync(trial, cancellation);

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) => inner.ReadWorkersAsync(cancellation);

    public IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation) =>
        inner.QueryAsync(sql, cancellation);

    public Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation) =>
        inner.ReadPlacesAsync(sweep, cancellation);

    public Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation) =>
        inner.ReadTrialsAtAsync(sweep, ordinals, metrics, cancellation);

    public Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation) =>
        inner.ReadTrialAsync(id, cancellation);

    public Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation) =>
        inner.ReadFailuresAsync(sweep, limit, cancellation);

    public Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation) =>
        inner.ReadEffortAsync(sweep, recent, cancellation);

    public Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric,
        CancellationToken cancellation) =>
        inner.ReadCurvesAsync(filter, setting, metric, cancellation);

    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => inner.WaitForWorkAsync(atMost, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static string Line(string name, (long Calls, long Items, double Seconds) meter) => string.Create(CultureInfo.InvariantCulture,
        $"  {name,-8} {meter.Calls,6} calls of {(double)meter.Items / meter.Calls,6:F1} in {meter.Seconds,6:F2} s: "
        + $"{meter.Seconds / meter.Calls * 1e3,6:F2} ms each, {meter.Seconds / Math.Max(1, meter.Items) * 1e6,6:F1} us per item");

    private async Task<T> MeterAsync<T>(string name, Func<Task<T>> call, Func<T, int> items)
    {
        long startedAt = Stopwatch.GetTimestamp();
        var answer = await call();
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        meters.AddOrUpdate(name, _ => (1, items(answer), seconds), (_, m) => (m.Calls + 1, m.Items + items(answer), m.Seconds + seconds));
        return answer;
    }
}
