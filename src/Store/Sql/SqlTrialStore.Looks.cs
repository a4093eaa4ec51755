using System.Data.Common;
using System.Text.Json;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>Planned looks at growing data.</content>
internal abstract partial class SqlTrialStore
{
    private static readonly JsonSerializerOptions StandingJson = new(JsonSerializerDefaults.Web);

    public Task<IReadOnlyList<SweepLooks>> ReadLooksAsync(string? sweep, bool onlyDue, CancellationToken cancellation) =>
        ReadAsync(async session =>
    {
        var found = await session.QueryAsync(StoreSql.ReadLooks,
            row => (Key: row.GetInt64(0), Looks: new SweepLooks(row.GetString(1), new PlanHash(row.GetString(2)), ReadComparison(row), [])),
            ("sweep", sweep), ("only_due", onlyDue ? 1 : 0)).ConfigureAwait(false);
        var all = new List<SweepLooks>(found.Count);
        foreach (var (key, looks) in found)
            all.Add(looks with { Taken = await session.QueryAsync(StoreSql.ReadTakenLooks, ReadTakenLook, ("sweep_key", key))
                .ConfigureAwait(false) });
        return (IReadOnlyList<SweepLooks>)all;
    }, TransactionSize.Few, cancellation);

    public async Task<LookReceipt?> TakeLookAsync(LookTaking look, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(look);
        var receipt = await WriteAsync(session => TakeAsync(session, look), TransactionSize.Many, cancellation).ConfigureAwait(false);
        if (receipt is { Released: > 0 })
            Signal.Raise();
        return receipt;
    }

    private static async Task<LookReceipt?> TakeAsync(StoreSession session, LookTaking look)
    {
        // nothing is queued again between the question and the answer
        await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
        var due = await session.QueryAsync(StoreSql.FindDueLook, row => row.GetInt64(0),
            ("name", look.Sweep), ("plan_hash", look.PlanHash.Value), ("look", look.Number)).ConfigureAwait(false);
        if (due is not [var sweepKey])
            return null;
        await session.ExecuteAsync(StoreSql.AddLook, ("sweep_key", sweepKey), ("look", look.Number), ("seed_count", look.SeedCount),
            ("is_last", look.IsLast),
            ("decisions", JsonSerializer.Serialize(look.Standings, StandingJson))).ConfigureAwait(false);
        var receipt = (await session.QueryAsync(StoreSql.AllotTrials, row => new LookReceipt(row.GetInt64(0), row.GetInt64(1)),
            ("sweep_key", sweepKey), ("factor", look.Factor), ("levels", JsonSerializer.Serialize(look.OpenLevels)),
            ("seeds", JsonSerializer.Serialize(look.NextSeeds.Select(s => s.Value))),
            ("pruned", JsonSerializer.Serialize((look.Pruned ?? []).Select(c => c.Value)))).ConfigureAwait(false)).Single();
        await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
        return receipt;
    }

    private static ComparisonPlan ReadComparison(DbDataReader row)
    {
        var tuning = row.IsDBNull(9) ? null
            : new TuningPlan(JsonSerializer.Deserialize<string[]>(row.GetString(9))!, row.GetString(10), row.GetInt32(11));
        int[] counts = JsonSerializer.Deserialize<int[]>(row.GetString(14))!;
        return new ComparisonPlan(row.GetString(3), Text(row, 4), row.GetString(5),
            row.IsDBNull(6) ? null : row.GetInt32(6), row.GetDouble(7), row.GetDouble(8), tuning)
        {
            Looks = new LookPlan(ColumnText.ParseStoppingRule(row.GetString(12)),
                [.. JsonSerializer.Deserialize<int[]>(row.GetString(13))!.Select(seed => new Seed(seed))], counts)
            {
                ChoosesFirst = counts[0] == tuning?.SelectionSeeds, // looks that judge come later
            },
            Adjustment = Text(row, 15) is { } name ? AdjustmentMethods.Names.Find(name) : null,
        };
    }

    private static TakenLook ReadTakenLook(DbDataReader row) => new(row.GetInt32(0), row.GetInt32(1), row.GetBoolean(2),
        JsonSerializer.Deserialize<ComparisonStanding[]>(row.GetString(3), StandingJson)!,
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)));
}
