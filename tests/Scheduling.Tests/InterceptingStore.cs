using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Tests;

/// <summary>A store with faults: calls the test's hook before each call of the real one.</summary>
internal sealed class InterceptingStore(ITrialStore inner) : ITrialStore
{
    /// <summary>Called with the method's name; throws to make the call fail.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Tells which of "renew" and "release" give no answer until they are cancelled.</summary>
    public Func<string, bool> Silence { get; set; } = _ => false;

    /// <summary>Called with what a claim granted.</summary>
    public Action<IReadOnlyList<LeasedTrial>> Claimed { get; set; } = _ => { };

    /// <summary>Called when leases end by an ending or a release.</summary>
    public Action<int> Ended { get; set; } = _ => { };

    public string DisplayName => inner.DisplayName;

    public Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation) =>
        Call("submit", () => inner.SubmitAsync(plan, cancellation));

    public Task<SubmitReceipt?> ImportAsync(SweepPlan plan, PlanHash? expected, IReadOnlyList<FinishedTrial> trials,
        CancellationToken cancellation) => Call("import", () => inner.ImportAsync(plan, expected, trials, cancellation));

    public async Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var claimed = await Call("claim", () => inner.ClaimAsync(request, cancellation));
        Claimed(claimed);
        return claimed;
    }

    public Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation) =>
        Call("renew", async () =>
        {
            await KeepSilentAsync("renew", cancellation);
            return await inner.RenewAsync(leases, duration, cancellation);
        });

    public Task<IReadOnlyList<RivalCurve>> ReadRivalsAsync(Lease lease, string metric, CancellationToken cancellation) =>
        Call("rivals", () => inner.ReadRivalsAsync(lease, metric, cancellation));

    public Task<int?> PruneAsync(Lease lease, int epoch, string reason, CancellationToken cancellation) =>
        Call("prune", () => inner.PruneAsync(lease, epoch, reason, cancellation));

    public Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation) =>
        Call("append", () => inner.AppendMetricsAsync(metrics, cancellation));

    public async Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation)
    {
        var answers = await Call("finish", () => inner.FinishAsync(endings, cancellation));
        Ended(endings.Count);
        return answers;
    }

    public async Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation)
    {
        await Call("release", () => ReleaseOrKeepSilentAsync());
        Ended(leases.Count);

        async Task ReleaseOrKeepSilentAsync()
        {
            await KeepSilentAsync("release", cancellation);
            await inner.ReleaseAsync(leases, cancellation);
        }
    }

    public Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation) =>
        Call("register", () => inner.RegisterWorkerAsync(worker, cancellation));

    public Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation) =>
        Call("quarantine", () => inner.QuarantineAsync(worker, reason, cancellation));

    public Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation) =>
        Call("end", () => inner.EndWorkerAsync(worker, cancellation));

    public Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation) =>
        Call("release unheld", () => inner.ReleaseUnheldAsync(worker, held, cancellation));

    public Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation) =>
        Call("state", () => inner.SetSweepStateAsync(sweep, state, reason, cancellation));

    public Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation) =>
        Call("cancel", () => inner.CancelAsync(filter, cancellation));

    public Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation) =>
        Call("retry", () => inner.RetryAsync(filter, cancellation));

    public Task<int> FreeAsync(TrialFilter filter, CancellationToken cancellation) =>
        Call("free", () => inner.FreeAsync(filter, cancellation));

    public Task<IReadOnlyList<LeaseHolding>> ReadLeasesAsync(TrialFilter filter, CancellationToken cancellation) =>
        Call("leases", () => inner.ReadLeasesAsync(filter, cancellation));

    public Task<IReadOnlyList<SharedTrials>> ReadSharedAsync(TrialFilter filter, CancellationToken cancellation) =>
        Call("shared", () => inner.ReadSharedAsync(filter, cancellation));

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        Call("looks", () => inner.ReadLooksAsync(sweep, onlyDue, cancellation));

    public Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation) =>
        Call("look", () => inner.TakeLookAsync(look, cancellation));

    public Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation) =>
        Call("status", () => inner.ReadStatusAsync(sweep, cancellation));

    public IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics, CancellationToken cancellation)
    {
        Before("trials");
        return inner.ReadTrialsAsync(filter, metrics, cancellation);
    }

    public Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation) =>
        Call("confusion", () => inner.ReadConfusionAsync(trial, cancellation));

    public Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation) =>
        Call("results", () => inner.ReadResultsAsync(filter, asked, cancellation));

    public Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation) =>
        Call("attempts", () => inner.ReadAttemptsAsync(trial, cancellation));

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) =>
        Call("workers", () => inner.ReadWorkersAsync(cancellation));

    public IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation)
    {
        Before("query");
        return inner.QueryAsync(sql, cancellation);
    }

    public Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation) =>
        Call("places", () => inner.ReadPlacesAsync(sweep, cancellation));

    public Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation) =>
        Call("trials", () => inner.ReadTrialsAtAsync(sweep, ordinals, metrics, cancellation));

    public Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation) =>
        Call("trial", () => inner.ReadTrialAsync(id, cancellation));

    public Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation) =>
        Call("failures", () => inner.ReadFailuresAsync(sweep, limit, cancellation));

    public Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation) =>
        Call("effort", () => inner.ReadEffortAsync(sweep, recent, cancellation));

    public Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric,
        CancellationToken cancellation) =>
        Call("curves", () => inner.ReadCurvesAsync(filter, setting, metric, cancellation));

    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) =>
        Call("wait", () => inner.WaitForWorkAsync(atMost, cancellation));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private Task KeepSilentAsync(string name, CancellationToken cancellation) =>
        Silence(name) ? Task.Delay(Timeout.InfiniteTimeSpan, cancellation) : Task.CompletedTask;

    private async Task<T> Call<T>(string name, Func<Task<T>> call)
    {
        await Task.Yield();
        Before(name);
        return await call();
    }

    private async Task Call(string name, Func<Task> call)
    {
        await Task.Yield();
        Before(name);
        await call();
    }
}
