using System.Data.Common;
using System.Text.Json;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>Claims, leases and endings.</content>
internal abstract partial class SqlTrialStore
{
    private static readonly TimeSpan MaxClaimTime = TimeSpan.FromSeconds(30); // until its trials have reached their worker

    public async Task<IReadOnlyList<LeasedTrial>> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.MaxCount);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(request.Duration, TimeSpan.Zero);
        long signalBefore = Signal.Version;
        var (claimed, reclaimed) = await WriteAsync(async session =>
        {
            bool anyExpired = await EndExpiredAsync(session).ConfigureAwait(false);
            var filter = await TrialFilterParameters.FromAsync(request.Filter, session).ConfigureAwait(false);
            var trials = await ClaimFromCursorAsync(session, request, filter, signalBefore, anyExpired).ConfigureAwait(false);
            return (trials, anyExpired);
        }, cancellation).ConfigureAwait(false);

        if (reclaimed)
            Signal.Raise();
        if (claimed.Count == 0)
            Signal.NoteEmptyClaim(signalBefore);
        return claimed;
    }

    public async Task<IReadOnlyList<LeaseAnswer>> RenewAsync(IReadOnlyList<Lease> leases, TimeSpan duration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        if (leases.Count == 0)
            return [];

        var holding = await WriteAsync(
            session => session.QueryAsync(StoreSql.RenewLeases, row => (Position: row.GetInt32(0), Cancel: row.GetString(1)),
                ("leases", JsonSerializer.Serialize(leases.Select(lease => new { Trial = lease.Trial.Value, lease.Attempt }),
                    AttemptEndingParameters.Json)), ("duration_ms", Milliseconds(duration))),
            cancellation).ConfigureAwait(false);
        var answers = new LeaseAnswer[leases.Count];
        Array.Fill(answers, LeaseAnswer.Lost);
        foreach (var (position, cancel) in holding)
        {
            answers[position] = cancel switch
            {
                "none" => LeaseAnswer.Held,
                "pruned" => LeaseAnswer.PruneRequested,
                _ => LeaseAnswer.CancelRequested,
            };
        }
        return answers;
    }

    public async Task AppendMetricsAsync(IReadOnlyList<AttemptMetrics> metrics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (metrics.Count == 0)
            return;
        await WriteAsync(async session =>
        {
            await AppendAllAsync(session, metrics).ConfigureAwait(false);
            return 0;
        }, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<LeaseAnswer>> FinishAsync(IReadOnlyList<AttemptEnding> endings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(endings);
        if (endings.Count == 0)
            return [];

        var stored = await WriteAsync(async session =>
        {
            if (endings.Any(e => e.Metrics.Count > 0))
                await AppendAllAsync(session, [.. endings.SelectMany(e => e.Metrics.Select(m => new AttemptMetrics(e.Lease, m)))])
                    .ConfigureAwait(false);
            return await EndAsync(session, endings.Select(AttemptEndingParameters.From)).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);

        if (endings.Any(e => e.Outcome is TrialOutcome.Failed or TrialOutcome.Cancelled or TrialOutcome.Pruned))
            Signal.Raise();   // some may be queued again
        var answers = new LeaseAnswer[endings.Count];
        Array.Fill(answers, LeaseAnswer.Lost);
        foreach (int position in stored)
            answers[position] = LeaseAnswer.Held;
        return answers;
    }

    public async Task ReleaseAsync(IReadOnlyList<Lease> leases, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        if (leases.Count == 0)
            return;
        await WriteAsync(session => EndAsync(session, leases.Select(AttemptEndingParameters.Released)), cancellation).ConfigureAwait(false);
        Signal.Raise();
    }

    public async Task<int> EndWorkerAsync(WorkerId worker, CancellationToken cancellation)
    {
        int ended = await WriteAsync(async session =>
        {
            var orphaned = await session.QueryAsync(StoreSql.FindLeasesOfWorker,
                row => AttemptEndingParameters.Orphaned(row.GetString(0), row.GetInt32(1), worker.Value),
                ("worker", worker.Value), ("older_than_ms", null)).ConfigureAwait(false);
            if (orphaned.Count > 0)
                await EndAsync(session, orphaned).ConfigureAwait(false);
            return orphaned.Count;
        }, cancellation).ConfigureAwait(false);
        if (ended > 0)
            Signal.Raise();
        return ended;
    }

    public async Task<int> ReleaseUnheldAsync(WorkerId worker, IReadOnlyCollection<Lease> held, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(held);
        int released = await WriteAsync(async session =>
        {
            var known = await session.QueryAsync(StoreSql.FindLeasesOfWorker,
                row => new Lease(new TrialId(row.GetString(0)), row.GetInt32(1)),
                ("worker", worker.Value), ("older_than_ms", Milliseconds(MaxClaimTime))).ConfigureAwait(false);
            Lease[] unheld = [.. known.Except(held)];
            if (unheld.Length > 0)
                await EndAsync(session, unheld.Select(AttemptEndingParameters.Released)).ConfigureAwait(false);
            return unheld.Length;
        }, cancellation).ConfigureAwait(false);
        if (released > 0)
            Signal.Raise();
        return released;
    }

    private async Task AppendAllAsync(StoreSession session, IReadOnlyList<AttemptMetrics> metrics)
    {
        await AppendAsync(session, metrics).ConfigureAwait(false);
        foreach (var (lease, epoch) in metrics)
        {
            if (epoch.Confusion is { } matrix)
                await session.ExecuteAsync(StoreSql.AppendConfusion, ("trial", lease.Trial.Value), ("attempt", lease.Attempt),
                    ("cells", JsonSerializer.Serialize(matrix.Cells.Select(c => new long[] { c.Class, c.Predicted, c.Samples }))))
                    .ConfigureAwait(false);
        }
    }

    private async Task<List<LeasedTrial>> ClaimFromCursorAsync(StoreSession session, ClaimRequest request, TrialFilterParameters filter,
        long signal, bool fromStart)
    {
        var from = fromStart ? ClaimCursor.Start : cursors.Get(filter, signal);
        var found = await QueryAsync(from, request.MaxCount).ConfigureAwait(false);
        if (found.Count < request.MaxCount && from != ClaimCursor.Start)   // what came back to the queue lies before
        {
            found.AddRange(await QueryAsync(ClaimCursor.Start, request.MaxCount - found.Count).ConfigureAwait(false));
            cursors.Set(filter, signal, ClaimCursor.Start);
        }
        else if (found.Count > 0)
        {
            cursors.Set(filter, signal, found[^1].At);
        }
        return found.ConvertAll(claimed => claimed.Trial);

        Task<List<(LeasedTrial Trial, ClaimCursor At)>> QueryAsync(ClaimCursor start, int count) => session.QueryAsync(
            StoreSql.ClaimTrials,
            row => (ReadLeasedTrial(row), new ClaimCursor(row.GetInt64(8), row.GetInt64(9))),
            filter.With(("worker", request.Worker.Value), ("count", count), ("duration_ms", Milliseconds(request.Duration)),
                ("from_sweep", start.Sweep), ("from_ordinal", start.Ordinal)));
    }

    private async Task<bool> EndExpiredAsync(StoreSession session)
    {
        var expired = await session.QueryAsync(StoreSql.FindExpiredLeases,
            row => AttemptEndingParameters.Expired(row.GetString(0), row.GetInt32(1), row.GetString(2)),
            ("returned_ms", contact.SinceReturn is { } since ? Milliseconds(since) : null),
            ("grace_ms", Milliseconds(StoreContact.Grace))).ConfigureAwait(false);
        if (expired.Count > 0)
            await EndAsync(session, expired).ConfigureAwait(false);
        return expired.Count > 0;
    }

    private static Task<List<int>> EndAsync(StoreSession session, IEnumerable<AttemptEndingParameters> endings) =>
        session.QueryAsync(StoreSql.EndAttempts, row => row.GetInt32(0),
            ("endings", JsonSerializer.Serialize(endings, AttemptEndingParameters.Json)));

    private LeasedTrial ReadLeasedTrial(DbDataReader row)
    {
        var id = new TrialId(row.GetString(0));
        var trial = new TrialDescription(id, ReadConfiguration(row, 3, 4), new Seed(row.GetInt32(5)), StreamKey.Parse(row.GetString(6)));
        return new LeasedTrial(trial, new Lease(id, row.GetInt32(1)), row.GetString(2),
            row.IsDBNull(7) ? null : ColumnText.ParseFailureKind(row.GetString(7)))
        {
            Checkpoint = new CheckpointPlan(row.IsDBNull(10) ? null : row.GetInt32(10), row.GetBoolean(11)),
            Keep = new KeepPlan(row.GetBoolean(12), (row.GetBoolean(14) ? RecordedStatistics.Activations : RecordedStatistics.None)
                | (row.GetBoolean(15) ? RecordedStatistics.Gradients : RecordedStatistics.None)),
            Program = Text(row, 16) is { } program ? ProgramPlanText.Parse(program) : null,
            Pruning = Text(row, 13) is { } rule ? PruningPlan.Parse(rule) : null,
        };
    }

    private static long Milliseconds(TimeSpan duration) => (long)Math.Ceiling(duration.TotalMilliseconds);
}
