using System.Data.Common;
using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>A sweep as a whole, and its trials one by one.</content>
internal abstract partial class SqlTrialStore
{
    public Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation) => ReadAsync(async session =>
        (IReadOnlyList<TrialPlace>)await session.QueryAsync(StoreSql.ReadPlaces, row => new TrialPlace(row.GetInt64(0), row.GetInt64(1),
            row.GetInt32(2), ColumnText.ParseTrialState(row.GetString(3))), ("sweep", sweep)).ConfigureAwait(false),
        TransactionSize.Many, cancellation);

    public Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ordinals);
        ArgumentNullException.ThrowIfNull(metrics);
        return ReadAsync(session => ReadRowsAsync(session, metrics, StoreSql.ReadTrialsAt, ("sweep", sweep),
            ("ordinals", JsonSerializer.Serialize(ordinals.Distinct()))), TransactionSize.Few, cancellation);
    }

    public Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(id);
        return ReadAsync(async session =>
        {
            var found = await TrialFilterParameters.FromAsync(new TrialFilter { Ids = [id] }, session).ConfigureAwait(false);
            return await ReadRowsAsync(session, MetricSelection.All, StoreSql.ReadTrial, ("ids", found.Ids)).ConfigureAwait(false);
        }, TransactionSize.Few, cancellation);
    }

    public Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation) =>
        ReadAsync(async session => (IReadOnlyList<FailureGroup>)await session.QueryAsync(StoreSql.ReadFailures, row => new FailureGroup(
            ColumnText.ParseFailureKind(row.GetString(0)), row.GetString(1), row.GetInt64(2), row.GetInt64(3),
            new TrialId(row.GetString(4)), row.GetInt64(5)), ("sweep", sweep), ("limit", limit)).ConfigureAwait(false),
            TransactionSize.Many, cancellation);

    public Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation) => ReadAsync(async session =>
    {
        var spent = await session.QueryAsync(StoreSql.ReadSpent, row => new SpentTime(row.GetBoolean(0), row.GetString(1), row.GetInt64(2),
            TimeSpan.FromMicroseconds(row.GetInt64(3)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetInt64(6),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7))), ("sweep", sweep), ("recent_ms", (long)recent.TotalMilliseconds))
            .ConfigureAwait(false);
        var expected = await session.QueryAsync(StoreSql.ReadExpected, row => new SweepEffort(spent, row.GetInt64(0), row.GetInt64(1),
            TimeSpan.FromMicroseconds(row.GetInt64(2)), row.GetInt64(3), TimeSpan.FromMicroseconds(row.GetInt64(4))), ("sweep", sweep))
            .ConfigureAwait(false);
        return expected[0];
    }, TransactionSize.Many, cancellation);

    public Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return ReadAsync(async session =>
        {
            var parameters = await TrialFilterParameters.FromAsync(filter, session).ConfigureAwait(false);
            return (IReadOnlyList<LevelEpoch>)await session.QueryAsync(StoreSql.ReadCurves, ReadLevelEpoch, ("sweep", parameters.Sweep),
                ("factor", setting), ("metric", metric), ("where", parameters.Where)).ConfigureAwait(false);
        }, TransactionSize.Many, cancellation);
    }

    private async Task<IReadOnlyList<TrialRow>> ReadRowsAsync(StoreSession session, MetricSelection metrics, string statement,
        params (string Name, object? Value)[] parameters)
    {
        var found = await session.QueryAsync(statement, ReadStoredTrial, parameters).ConfigureAwait(false);
        var values = metrics.Include && found.Count > 0
            ? await ReadMetricsAsync(session, found.Select(stored => stored.Key), metrics).ConfigureAwait(false) : [];
        return found.ConvertAll(stored => values.TryGetValue(stored.Key, out var epochs) ? stored.Row with { Metrics = epochs }
            : stored.Row);
    }

    private static LevelEpoch ReadLevelEpoch(DbDataReader row)
    {
        long freedom = row.GetInt64(7);
        return new LevelEpoch(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetDouble(5),
            freedom > 0 ? Math.Sqrt(row.GetDouble(6) / freedom) : null);
    }
}
