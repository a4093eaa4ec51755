using System.Text.Json;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>Pruning: who competes with whom, how they do, and who is given up.</content>
internal abstract partial class SqlTrialStore
{
    public Task<IReadOnlyList<RivalCurve>> ReadRivalsAsync(Lease lease, string metric, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(metric);
        return ReadAsync(async session =>
        {
            var rows = await session.QueryAsync(StoreSql.ReadRivals,
                row => (Trial: row.GetString(0), Configuration: row.GetString(1), Seed: row.GetInt32(2), IsFinished: row.GetInt32(3) == 1,
                    Epoch: row.GetInt32(4), Value: ColumnText.ParseMetric(row.GetString(5), row.IsDBNull(6) ? null : row.GetDouble(6))),
                ("trial", lease.Trial.Value), ("attempt", lease.Attempt), ("metric", metric)).ConfigureAwait(false);
            var curves = from row in rows
                         group row by (row.Trial, row.Configuration, row.Seed, row.IsFinished) into trial
                         select new RivalCurve(new TrialId(trial.Key.Trial), new ConfigurationId(trial.Key.Configuration),
                             new Seed(trial.Key.Seed), trial.Key.IsFinished, trial.ToDictionary(row => row.Epoch, row => row.Value));
            return (IReadOnlyList<RivalCurve>)[.. curves];
        }, TransactionSize.Few, cancellation);
    }

    public Task<int?> PruneAsync(Lease lease, int epoch, string reason, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return WriteAsync<int?>(async session =>
        {
            // of two that would give up each other, one is heard
            await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
            var found = await session.QueryAsync(StoreSql.FindPrunable,
                row => (Sweep: row.GetInt64(0), Group: row.GetString(1), Configuration: row.GetInt64(2), Hold: Text(row, 3)),
                ("trial", lease.Trial.Value), ("attempt", lease.Attempt)).ConfigureAwait(false);
            if (found is not [var trial])
                return null;
            if (trial.Hold is not null)
                return 0; // it is pruned already
            var states = await session.QueryAsync(StoreSql.PruneCandidate, row => ColumnText.ParseTrialState(row.GetString(0)),
                ("sweep_key", trial.Sweep), ("prune_group", trial.Group), ("configuration_key", trial.Configuration),
                ("trial", lease.Trial.Value), ("epoch", epoch), ("reason", reason)).ConfigureAwait(false);
            return states.Count(state => state == TrialState.Queued);
        }, cancellation);
    }

    /// <summary>Notes who competes with whom: configurations that differ in tuned factors alone, on the seeds that select.</summary>
    private static async Task SetPruneGroupsAsync(StoreSession session, long sweepKey, SweepPlan plan)
    {
        if (plan.Comparison is not { Tuning: { Pruning: not null } tuning })
            return;
        var groups = new Dictionary<string, string>();
        foreach (var trial in plan.FirstSeedTrials)
            groups[trial.Configuration.Id.Value] = GroupOf(trial.Configuration, tuning);
        var seeds = plan.Trials.Select(t => t.Seed.Value).Distinct().Take(tuning.SelectionSeeds);
        await session.ExecuteAsync(StoreSql.SetPruneGroups, ("sweep_key", sweepKey), ("groups", JsonSerializer.Serialize(groups)),
            ("seeds", JsonSerializer.Serialize(seeds))).ConfigureAwait(false);
    }

    private static string GroupOf(Configuration configuration, TuningPlan tuning) =>
        new Configuration(configuration.Settings.Where(s => !tuning.Factors.Contains(s.Key))).Id.Value;
}
