using System.Runtime.CompilerServices;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>A store that holds one study and can only be read.</summary>
internal sealed class StoredStudy(Study study) : ITrialStore
{
    public string DisplayName => "test store";

    public PlanHash Hash { get; init; } = study.Plan.Hash;

    /// <summary>Whether the first trial is there twice, as no store has it.</summary>
    public bool RepeatsFirst { get; init; }

    /// <summary>What was asked for last.</summary>
    public ComparisonPlan? Asked { get; private set; }

    public Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SweepStatus>>(sweep is null || sweep == study.Plan.Name
            ? [new SweepStatus(study.Plan.Name, Hash, study.Plan.SpecText, SweepState.Active, null, new Dictionary<TrialState, long>(),
                new Dictionary<FailureKind, long>(), DateTimeOffset.UnixEpoch)]
            : []);

    public async IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var row in RepeatsFirst ? study.Rows.Prepend(study.Rows.First()) : study.Rows)
        {
            if (filter.Where.All(w => w.Value.Contains(Study.Label(row.Trial, w.Key)))
                && (filter.Ids.Count == 0 || filter.Ids.Contains(row.Trial.Id.Value)))
                yield return row;
        }
    }

    public async Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation)
    {
        Asked = asked;
        return await ReadTrialsAsync(filter, MetricSelection.All, cancellation).Select(row => TrialResult.Of(row, asked))
            .ToListAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RegisterWorkerAsync(WorkerRegistration worker, CancellationToken cancellation) => throw new NotSupportedException();

    public Task QuarantineAsync(WorkerId worker, string reason, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<bool> SetSweepStateAsync(string sweep, SweepState state, string? reason, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<SweepLooks>>([]);

    public Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> CancelAsync(TrialFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> RetryAsync(TrialFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<int> FreeAsync(TrialFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<LeaseHolding>> ReadLeasesAsync(TrialFilter filter, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<SharedTrials>> ReadSharedAsync(TrialFilter filter, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Rows that a query gives, its header first; whatever is asked.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> QueryRows { get; init; } =
        [["environment", "trials"], ["{\"processor\":\"test\",\"sweep\":\"0.1.0\"}", 40L]];

    public IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation) => QueryRows.ToAsyncEnumerable();

    public Task WaitForWorkAsync(TimeSpan atMost, CancellationToken cancellation) => throw new NotSupportedException();
}
