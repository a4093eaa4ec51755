using System.Text.Json;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <content>Taking in plans.</content>
internal abstract partial class SqlTrialStore
{
    private const int StagingChunk = 10_000;   // trials in memory at a time

    public async Task<SubmitReceipt> SubmitAsync(SweepPlan plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var unchanged = await ReadAsync(session => FindUnchangedAsync(session, plan), TransactionSize.Few, cancellation)
            .ConfigureAwait(false);
        if (unchanged is not null)
        {
            if (ProgramOf(plan) is { } program) // its limits may be new
                await DoAsync(session => session.ExecuteAsync(StoreSql.SetProgram, ("name", plan.Name), ("plan_hash", plan.Hash.Value),
                    ("program", program), ("spec_text", plan.SpecText)), cancellation).ConfigureAwait(false);
            return unchanged;
        }

        var receipt = await SubmitAsync(session => StagePlanAsync(session, plan), session => MergeAsync(session, plan), cancellation)
            .ConfigureAwait(false);
        Signal.Raise();
        return receipt;
    }

    private static string? ProgramOf(SweepPlan plan) =>
        plan.Trainer is ProgramTrainer program ? ProgramPlanText.Format(program.Plan) : null;

    private static async Task<SubmitReceipt?> FindUnchangedAsync(StoreSession session, SweepPlan plan)
    {
        var current = await session.QueryAsync(StoreSql.FindSweep,
            row => (Key: row.GetInt64(0), Hash: row.GetString(1)), ("name", plan.Name)).ConfigureAwait(false);
        if (current is not [var sweep] || sweep.Hash != plan.Hash.Value)
            return null;
        return await ReadReceiptAsync(session, sweep.Key, added: 0, isNewRevision: false).ConfigureAwait(false);
    }

    private async Task StagePlanAsync(StoreSession session, SweepPlan plan)
    {
        await session.ExecuteAsync(StoreSql.CreateStaging).ConfigureAwait(false);
        long ordinal = 0;
        foreach (var chunk in plan.Trials.Chunk(StagingChunk))
        {
            session.Cancellation.ThrowIfCancellationRequested();
            await StageAsync(session, ordinal, chunk, chunk.Select(trial => trial.Configuration).DistinctBy(c => c.Id))
                .ConfigureAwait(false);
            ordinal += chunk.Length;
        }
        if (ordinal != plan.TrialCount)
            throw new ArgumentException($"The plan '{plan.Name}' promises {plan.TrialCount} trials and yields {ordinal}.", nameof(plan));
    }

    private static async Task<SubmitReceipt> MergeAsync(StoreSession session, SweepPlan plan)
    {
        await session.ExecuteAsync(StoreSql.LockSubmission).ConfigureAwait(false);
        if (await FindUnchangedAsync(session, plan).ConfigureAwait(false) is { } unchanged)   // somebody else was quicker
            return unchanged;

        var former = await session.QueryAsync(StoreSql.FindSweep, row => row.GetInt64(0), ("name", plan.Name)).ConfigureAwait(false);
        var known = await session.QueryAsync(StoreSql.FindPlan, row => row.GetInt64(0), ("name", plan.Name), ("plan_hash", plan.Hash.Value))
            .ConfigureAwait(false);
        long sweepKey = await AddSweepAsync(session, plan).ConfigureAwait(false);

        long added = 0;
        if (known.Count == 0)
        {
            await session.ExecuteAsync(StoreSql.AddConfigurations).ConfigureAwait(false);
            added = (await session.QueryAsync(StoreSql.AddTrials, row => row.GetInt64(0)).ConfigureAwait(false)).Single();
            await AddComparisonAsync(session, sweepKey, plan.Comparison).ConfigureAwait(false);
        }
        await session.ExecuteAsync(StoreSql.LockTransitions).ConfigureAwait(false);
        if (known.Count == 0)
        {
            await session.ExecuteAsync(StoreSql.AddSweepTrials, ("sweep_key", sweepKey), ("first_ordinal", 0L),
                ("held_seeds", HeldSeeds(plan.Comparison?.Looks))).ConfigureAwait(false);
            await SetPruneGroupsAsync(session, sweepKey, plan).ConfigureAwait(false);
        }
        await session.ExecuteAsync(StoreSql.EnterQueue, ("sweep_key", sweepKey)).ConfigureAwait(false);
        if (former is [var formerKey])
            await session.ExecuteAsync(StoreSql.InheritCancellations, ("sweep_key", sweepKey),
                ("former_key", formerKey)).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.CountSweep, ("sweep_key", sweepKey)).ConfigureAwait(false);
        await session.ExecuteAsync(StoreSql.AnnounceWork).ConfigureAwait(false);
        return await ReadReceiptAsync(session, sweepKey, added, isNewRevision: true).ConfigureAwait(false);
    }

    /// <summary>Makes a plan the current one of its name.</summary>
    private static async Task<long> AddSweepAsync(StoreSession session, SweepPlan plan)
    {
        await session.ExecuteAsync(StoreSql.SupersedeSweep, ("name", plan.Name)).ConfigureAwait(false);
        return (await session.QueryAsync(StoreSql.AddSweep, row => row.GetInt64(0),
            ("name", plan.Name), ("plan_hash", plan.Hash.Value), ("spec_text", plan.SpecText),
            ("retry_lost_worker", plan.Retry.LostWorker), ("retry_out_of_memory", plan.Retry.OutOfMemory),
                ("retry_exception", plan.Retry.Exception),
            ("stop_worker_failures", plan.Stop.WorkerFailures), ("stop_first_wave", plan.Stop.FirstWave),
            ("checkpoint_epochs", plan.Checkpoint.EveryEpochs), ("keeps_weights", plan.Checkpoint.KeepsWeights),
            ("keeps_confusion", plan.Keep.ConfusionMatrix),
            ("records_activations", plan.Keep.Recorded.HasFlag(RecordedStatistics.Activations)),
            ("records_gradients", plan.Keep.Recorded.HasFlag(RecordedStatistics.Gradients)),
            ("program", ProgramOf(plan))).ConfigureAwait(false))
                .Single();
    }

    private static async Task AddComparisonAsync(StoreSession session, long sweepKey, ComparisonPlan? comparison)
    {
        if (comparison is null)
            return;
        await session.ExecuteAsync(StoreSql.AddComparison,
            ("sweep_key", sweepKey), ("factor", comparison.Factor), ("baseline", comparison.Baseline), ("metric", comparison.Metric),
            ("epoch", comparison.Epoch), ("alpha", comparison.Alpha), ("rope", comparison.Rope),
            ("tuned_factors", comparison.Tuning is { } tuning ? JsonSerializer.Serialize(tuning.Factors) : null),
            ("tuning_metric", comparison.Tuning?.Metric), ("selection_seeds", comparison.Tuning?.SelectionSeeds),
            ("look_rule", comparison.Looks is { } looks ? ColumnText.Format(looks.Rule) : null),
            ("look_seeds", comparison.Looks is { } planned ? JsonSerializer.Serialize(planned.Seeds.Select(s => s.Value)) : null),
            ("look_counts", comparison.Looks is { } counted ? JsonSerializer.Serialize(counted.SeedCounts) : null),
            // The column knows what looks may adjust by: not by maxT, and none is the default.
            ("adjustment", comparison.Adjustment is { } adjustment and not AdjustmentMethod.MaxT
                ? AdjustmentMethods.Names.GetName(adjustment) : null),
            ("pruning", comparison.Tuning?.Pruning?.Text)).ConfigureAwait(false);
    }

    /// <summary>The seeds after the first look.</summary>
    private static string HeldSeeds(LookPlan? looks) =>
        looks is null ? "[]" : JsonSerializer.Serialize(looks.Seeds.Skip(looks.SeedCounts[0]).Select(s => s.Value));

    private static async Task<SubmitReceipt> ReadReceiptAsync(StoreSession session, long sweepKey, long added, bool isNewRevision) =>
        (await session.QueryAsync(StoreSql.ReadReceipt,
            row => new SubmitReceipt(row.GetInt64(0), added, Reused: row.GetInt64(1), isNewRevision), ("sweep_key", sweepKey))
                .ConfigureAwait(false)).Single();
}
