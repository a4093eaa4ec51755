using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>Taking in trials that ended elsewhere.</content>
internal abstract partial class SqlTrialStore
{
    public async Task<SubmitReceipt?> ImportAsync(SweepPlan plan, PlanHash? expected, IReadOnlyList<FinishedTrial> trials,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(trials);
        return await SubmitAsync(session => StageImportAsync(session, trials), session => MergeImportAsync(session, plan, expected),
            cancellation).ConfigureAwait(false);
    }

    private async Task StageImportAsync(StoreSession session, IReadOnlyList<FinishedTrial> trials)
    {
        await session.ExecuteAsync(StoreSql.CreateStaging).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.CreateResultStaging).ConfigureAwait(false);
        var staged = new HashSet<ConfigurationId>();
        long ordinal = 0;
        foreach (var chunk in trials.Chunk(StagingChunk))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            Configuration[] added = [.. chunk.Select(t => t.Trial.Configuration).Where(c => staged.Add(c.Id))];
            await StageAsync(session, ordinal, [.. chunk.Select(t => t.Trial)], added).ConfigureAwait(false);
            await StageResultsAsync(session, chunk).ConfigureAwait(false);
            ordinal += chunk.Length;
        }
    }

    private static async Task<SubmitReceipt?> MergeImportAsync(StoreSession session, SweepPlan plan, PlanHash? expected)
    {
        await session.ExecuteAsync(StoreSql.LockSubmission).ConfigureAwait(false);
        string? current = (await session.QueryAsync(StoreSql.FindSweep, row => row.GetString(1), ("name", plan.Name))
            .ConfigureAwait(false)).SingleOrDefault();
        if (current != expected?.Value)
            return null;   // somebody else was quicker

        var known = await session.QueryAsync(StoreSql.FindPlan, row => row.GetInt64(0), ("name", plan.Name), ("plan_hash", plan.Hash.Value))
            .ConfigureAwait(false);
        long sweepKey = await AddSweepAsync(session, plan).ConfigureAwait(false);
        if (known.Count == 0)
            await AddComparisonAsync(session, sweepKey, plan.Comparison).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.AddConfigurations).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
        long added = (await session.QueryAsync(StoreSql.AddResults, row => row.GetInt64(0), ("sweep_key", sweepKey))
            .ConfigureAwait(false)).Single();
        long firstOrdinal = (await session.QueryAsync(StoreSql.FindNextOrdinal, row => row.GetInt64(0), ("sweep_key", sweepKey))
            .ConfigureAwait(false)).Single();
        await session.ExecuteAsync(StoreSql.AddSweepTrials, ("sweep_key", sweepKey), ("first_ordinal", firstOrdinal),
            ("held_seeds", HeldSeeds(null))).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.CountSweep, ("sweep_key", sweepKey)).ConfigureAwait(false);
        return await ReadReceiptAsync(session, sweepKey, added, isNewRevision: current != plan.Hash.Value).ConfigureAwait(false);
    }
}
