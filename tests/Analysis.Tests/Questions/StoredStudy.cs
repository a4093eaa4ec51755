using System.Runtime.CompilerServices;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>Reads one study.</summary>
internal sealed class StoredStudy(Study study) : ITrialReader
{
    public string DisplayName => "test store";

    public PlanHash Hash { get; init; } = study.Plan.Hash;

    /// <summary>Whether the first trial is there twice, as no store has it.</summary>
    public bool RepeatsFirst { get; init; }

    /// <summary>What was asked for first.</summary>
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
            if (filter.Where.All(w => w.Value.Contains(SweepPlan.FindLabel(row.Trial, w.Key) ?? Configuration.AbsentLabel))
                && (filter.Ids.Count == 0 || filter.Ids.Contains(row.Trial.Id.Value)))
                yield return row;
        }
    }

    public Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation)
    {
        Asked ??= asked;
        return await ReadTrialsAsync(filter, MetricSelection.All, cancellation).Select(row => TrialResult.From(row, asked))
            .ToListAsync(cancellation);
    }

    public Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric,
        CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <summary>Rows that a query gives, its header first; whatever is asked.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> QueryRows { get; init; } =
        [["environment", "trials"], ["{\"processor\":\"test\",\"sweep\":\"0.1.0\"}", 40L]];

    public IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation) => QueryRows.ToAsyncEnumerable();
}
