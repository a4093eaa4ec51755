using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>What people and reports read. Nothing here changes anything.</content>
internal abstract partial class SqlTrialStore
{
    private const int PageSize = 5_000;   // trials in memory at a time

    public Task<IReadOnlyList<SweepStatus>> ReadStatusAsync(string? sweep, CancellationToken cancellation) => ReadAsync(async session =>
    {
        var counts = await session.QueryAsync(StoreSql.ReadCounts,
            row => (Sweep: row.GetInt64(0), State: row.GetString(1), Failure: row.GetString(2), Trials: row.GetInt64(3)), ("sweep", sweep))
                .ConfigureAwait(false);
        var bySweep = counts.ToLookup(count => count.Sweep);
        return (IReadOnlyList<SweepStatus>)await session.QueryAsync(StoreSql.ReadSweeps, row =>
        {
            var state = ColumnText.ParseSweepState(row.GetString(4));
            var trials = new Dictionary<TrialState, long>();
            var failures = new Dictionary<FailureKind, long>();
            foreach (var count in bySweep[row.GetInt64(0)])
            {
                var trialState = ColumnText.ParseTrialState(count.State);
                if (trialState is TrialState.Queued or TrialState.Held && state == SweepState.Cancelled)
                    trialState = TrialState.Cancelled;   // nobody will claim it
                trials[trialState] = trials.GetValueOrDefault(trialState) + count.Trials;
                if (trialState == TrialState.Failed)
                    failures[ColumnText.ParseFailureKind(count.Failure)] = count.Trials;
            }
            return new SweepStatus(row.GetString(1), new PlanHash(row.GetString(2)), row.GetString(3), state, Text(row, 5), trials,
                failures, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)))
            {
                IsLookDue = row.GetBoolean(7),
                IsFirstSubmission = row.GetBoolean(8),
            };
        }, ("sweep", sweep)).ConfigureAwait(false);
    }, TransactionSize.Few, cancellation);

    public async IAsyncEnumerable<TrialRow> ReadTrialsAsync(TrialFilter filter, MetricSelection metrics,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(metrics);
        await using var scope = await GuardAsync(() => RetryAsync(() => BeginReadAsync(TransactionSize.Many, cancellation), cancellation))
            .ConfigureAwait(false);
        var session = scope.Session;
        var parameters = await GuardAsync(() => TrialFilterParameters.FromAsync(filter, session)).ConfigureAwait(false);
        var (afterSweep, afterOrdinal) = (-1L, -1L);
        while (true)
        {
            var page = await GuardAsync(() => session.QueryAsync(StoreSql.ReadTrials, ReadStoredTrial, parameters.With(
                ("after_sweep", afterSweep), ("after_ordinal", afterOrdinal), ("limit", PageSize)))).ConfigureAwait(false);
            var values = metrics.Include && page.Count > 0
                ? await GuardAsync(() => ReadMetricsAsync(session, page.Select(stored => stored.Key), metrics)).ConfigureAwait(false)
                : null;
            foreach (var stored in page)
                yield return values is not null && values.TryGetValue(stored.Key, out var epochs) ? stored.Row with { Metrics = epochs }
                    : stored.Row;

            if (page.Count < PageSize)
                yield break;
            (afterSweep, afterOrdinal) = (page[^1].Sweep, page[^1].Ordinal);
        }
    }

    public Task<ConfusionMatrix?> ReadConfusionAsync(TrialId trial, CancellationToken cancellation) => ReadAsync(async session =>
    {
        var cells = await session.QueryAsync(StoreSql.ReadConfusion,
            row => new ConfusionCell(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2)), ("trial", trial.Value)).ConfigureAwait(false);
        return cells.Count == 0 ? null : new ConfusionMatrix(cells);
    }, TransactionSize.Few, cancellation);

    public Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(asked);
        return ReadAsync(async session =>
        {
            var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
            var rows = await session.QueryAsync(StoreSql.ReadResults,
                row => ReadStoredResult(row, asked.Tuning is not null), parameters.With(
                ("metric", asked.Metric), ("selection_metric", asked.Tuning?.Metric), ("epoch", asked.Epoch))).ConfigureAwait(false);
            var configurationOf = await ReadConfigurationsAsync(session, rows.Select(row => row.ConfigurationKey).Distinct())
                .ConfigureAwait(false);
            return (IReadOnlyList<TrialResult>)rows.ConvertAll(row =>
                new TrialResult(configurationOf[row.ConfigurationKey], row.Seed, row.StreamKey, row.State, row.Value, row.SelectionValue)
                {
                    EndedAt = row.EndedAt,
                });
        }, TransactionSize.Many, cancellation);
    }

    public Task<IReadOnlyList<WorkerStatus>> ReadWorkersAsync(CancellationToken cancellation) => ReadAsync(async session =>
    {
        var running = (await session.QueryAsync(StoreSql.ReadRunning,
            row => (Worker: row.GetString(0), Sweep: row.GetString(1), Trials: row.GetInt32(2))).ConfigureAwait(false))
            .ToLookup(row => row.Worker, row => (row.Sweep, row.Trials));
        return (IReadOnlyList<WorkerStatus>)await session.QueryAsync(StoreSql.ReadWorkers, row => new WorkerStatus(
            new WorkerId(row.GetString(0)), row.GetString(1), row.GetString(2), TimeSpan.FromMilliseconds(row.GetInt64(3)), row.GetInt32(4),
                Text(row, 5)) { Owner = Text(row, 6), Sweeps = [.. running[row.GetString(0)]] })
            .ConfigureAwait(false);
    }, TransactionSize.Few, cancellation);

    private static async Task<Dictionary<long, List<EpochMetrics>>> ReadMetricsAsync(StoreSession session, IEnumerable<long> trialKeys,
        MetricSelection metrics)
    {
        var rows = await session.QueryAsync(StoreSql.ReadMetrics,
            row => (Key: row.GetInt64(0), Epoch: row.GetInt32(1), Metric: row.GetString(2),
                Value: ColumnText.ParseMetric(row.GetString(3), row.IsDBNull(4) ? null : row.GetDouble(4))),
            ("trial_keys", JsonSerializer.Serialize(trialKeys.Distinct())), ("epoch", metrics.Epoch), ("metric", metrics.Metric))
                .ConfigureAwait(false);
        var trials = new Dictionary<long, List<EpochMetrics>>();
        for (int first = 0, end; first < rows.Count; first = end)
        {
            var (key, epoch, _, _) = rows[first];
            for (end = first + 1; end < rows.Count && rows[end].Key == key && rows[end].Epoch == epoch; end++)
            {
            }
            var values = new KeyValuePair<string, double>[end - first];
            for (int i = 0; i < values.Length; i++)
                values[i] = KeyValuePair.Create(rows[first + i].Metric, rows[first + i].Value);
            if (!trials.TryGetValue(key, out var epochs))
                trials[key] = epochs = [];
            epochs.Add(new EpochMetrics(epoch, values));
        }
        return trials;
    }

    private StoredTrial ReadStoredTrial(DbDataReader row)
    {
        var trial = new TrialDescription(new TrialId(row.GetString(4)), ReadConfiguration(row, 5, 6), new Seed(row.GetInt32(7)),
            StreamKey.Parse(row.GetString(8)));
        var state = ColumnText.ParseTrialState(row.GetString(9));
        string? failure = Text(row, 11);
        return new StoredTrial(row.GetInt64(0), row.GetInt64(1), row.GetInt64(3), new TrialRow(
            row.GetString(2), trial, state, row.GetInt32(10),
            failure is null ? null : ColumnText.ParseFailureKind(failure), failure is null ? null : Text(row, 12),
            state != TrialState.Diverged || row.IsDBNull(13) ? null : row.GetInt64(13),
            Text(row, 14) is { } worker ? new WorkerId(worker) : null,
            row.IsDBNull(15) ? null : TimeSpan.FromMicroseconds(row.GetInt64(15)),
            [])
        {
            EndedAt = TimeOf(row, 16),
            Pruning = state != TrialState.Pruned || row.IsDBNull(17) ? null : new TrialPruning(row.GetInt32(17), row.GetString(18)),
        });
    }

    // Apart from their trials: each is sent and parsed once, not once per seed.
    private static async Task<Dictionary<long, Configuration>> ReadConfigurationsAsync(StoreSession session, IEnumerable<long> keys)
    {
        var rows = await session.QueryAsync(StoreSql.ReadConfigurations,
            row => (Key: row.GetInt64(0), Read: Configuration.Parse(row.GetString(1))),
            ("keys", $"[{string.Join(',', keys)}]")).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Key, row => row.Read);
    }

    private static StoredResult ReadStoredResult(DbDataReader row, bool selects) =>
        new(row.GetInt64(0), new Seed(row.GetInt32(1)), StreamKey.Parse(row.GetString(2)),
        ColumnText.ParseTrialState(row.GetString(3)), Metric(row.GetValue(4)), selects ? Metric(row.GetValue(5)) : null, TimeOf(row, 6));

    // SQLite has no numbers that are not finite: there the kind comes instead.
    private static double? Metric(object value) => value switch
    {
        double number => number,
        string kind => ColumnText.ParseMetric(kind, null),
        _ => null,
    };

    private static DateTimeOffset? TimeOf(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private readonly record struct StoredTrial(long Sweep, long Ordinal, long Key, TrialRow Row);

    private readonly record struct StoredResult(long ConfigurationKey, Seed Seed, StreamKey StreamKey, TrialState State, double? Value,
        double? SelectionValue, DateTimeOffset? EndedAt);
}
