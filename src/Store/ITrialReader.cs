using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>Reads sweeps, trials, results and workers, and answers queries. Changes nothing.</summary>
/// <remarks>A role of <see cref="ITrialStore"/>, whose rules hold here too.</remarks>
public interface ITrialReader : ISweepOverview
{
    /// <summary>Where the store is, for people: a file path, or host/database without any credential.</summary>
    string DisplayName { get; }

    /// <summary>The current revision of each sweep name, or of one, with its progress. Reads only.</summary>
    Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation);

    /// <summary>The trials that match, in plan order, streamed. Reads only.</summary>
    /// <param name="filter">Which trials.</param>
    /// <param name="metrics">Which metrics to bring along: none, or of one epoch, or of all.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics, CancellationToken cancellation);

    /// <summary>The attempts at a trial, first to last, with what their programs printed; the one that runs is the last. Reads
    /// only.</summary>
    Task<IReadOnlyList<TrialAttempt>> ReadAttemptsAsync(TrialId trial, CancellationToken cancellation);

    /// <summary>The confusion matrix of a completed trial; null where none was kept. Reads only.</summary>
    Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation);

    /// <summary>What a comparison needs of the trials that match, in plan order. Reads only.</summary>
    /// <param name="filter">Which trials.</param>
    /// <param name="asked">Names the metrics and the epoch.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation);

    /// <summary>The current sweeps with planned looks, or one of them: what was planned, which looks were taken. Reads only.</summary>
    /// <param name="sweep">Its name; null for all.</param>
    /// <param name="onlyDue">Only active sweeps whose released trials are all over and whose next look has not been taken.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation);

    /// <summary>The workers known, most recently seen first. Reads only.</summary>
    Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation);

    /// <summary>Runs one statement of the user in a read-only transaction and streams its rows; the first item is the header.</summary>
    /// <remarks>Values are null, bool, long, double, string or a <see cref="System.Text.Json.JsonElement"/>, spelled alike by every engine:
    /// times after ISO 8601 in UTC to the millisecond, durations after ISO 8601, bytes as \x and hexadecimal digits, JSON with sorted keys,
    /// arrays as JSON.</remarks>
    /// <exception cref="QueryRefusedException">The statement is wrong or would write.</exception>
    IAsyncEnumerable<IReadOnlyList<object?>> QueryAsync(string sql, CancellationToken cancellation);
}
