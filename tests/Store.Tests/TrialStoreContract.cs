using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store.Sql;

namespace Sweep.Store.Tests;

/// <summary>What every engine promises. Each test has a database of its own; <see cref="Store"/> is open on it.</summary>
public abstract partial class TrialStoreContract : IAsyncLifetime
{
    protected static readonly TimeSpan LongLease = TimeSpan.FromMinutes(10);
    protected static readonly WorkerId Worker = new("host-1-aa/0"), OtherWorker = new("host-2-bb/0");

    protected ITrialStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        await CreateDatabaseAsync();
        Store = await OpenAsync(StoreAccess.Write);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        await DropDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes an empty database, or none where opening creates it.</summary>
    protected abstract Task CreateDatabaseAsync();

    protected abstract Task DropDatabaseAsync();

    /// <summary>Another instance on the same database, as another process has it.</summary>
    protected abstract Task<ITrialStore> OpenAsync(StoreAccess access, TimeProvider time);

    protected Task<ITrialStore> OpenAsync(StoreAccess access) => OpenAsync(access, TimeProvider.System);

    /// <summary>Runs SQL past the store.</summary>
    protected abstract Task ExecuteAsync(string sql);

    /// <summary>Reads one number past the store.</summary>
    protected abstract Task<long> CountAsync(string sql);

    /// <summary>Puts the end of all leases into the past, by the database's own clock.</summary>
    protected abstract Task ExpireLeasesAsync();

    /// <summary>Lets all leases have been given a minute ago.</summary>
    protected abstract Task AgeLeasesAsync();

    /// <summary>Lets the leases look as if the database's clock had been set back by a day since.</summary>
    protected abstract Task SetClockBackAsync();

    /// <summary>The statements of the engine.</summary>
    internal abstract StoreSql Statements { get; }

    protected static ClaimRequest Claim(int count, TrialFilter? filter = null, WorkerId? worker = null) =>
        new(worker ?? Worker, count, LongLease, filter);

    protected static AttemptEnding End(LeasedTrial trial, TrialOutcome? outcome = null, params EpochMetrics[] metrics) =>
        new(trial.Lease, outcome ?? new TrialOutcome.Completed(), metrics, TimeSpan.FromSeconds(1.5));

    protected static EpochMetrics Epoch(int epoch, params (string Name, double Value)[] values) =>
        new(epoch, [.. values.Select(v => KeyValuePair.Create(v.Name, v.Value))]);

    protected async Task<SubmitReceipt> SubmitAsync(SweepPlan plan) => await Store.SubmitAsync(plan, Cancellation);

    protected async Task<IReadOnlyList<LeasedTrial>> ClaimAsync(int count, TrialFilter? filter = null, WorkerId? worker = null) =>
        await Store.ClaimAsync(Claim(count, filter, worker), Cancellation);

    protected async Task<LeasedTrial> ClaimOneAsync() => Assert.Single(await ClaimAsync(1));

    protected async Task<LeaseAnswer> FinishAsync(LeasedTrial trial, TrialOutcome? outcome = null, params EpochMetrics[] metrics) =>
        Assert.Single(await Store.FinishAsync([End(trial, outcome, metrics)], Cancellation));

    protected async Task<List<TrialRow>> ReadAsync(TrialFilter? filter = null, MetricSelection? metrics = null)
    {
        var rows = new List<TrialRow>();
        await foreach (var row in Store.ReadTrialsAsync(filter ?? new TrialFilter(), metrics ?? MetricSelection.None, Cancellation))
            rows.Add(row);
        return rows;
    }

    protected Task<IReadOnlyList<TrialResult>> ReadResultsAsync(TrialFilter filter, ComparisonPlan asked) =>
        Store.ReadResultsAsync(filter, asked, Cancellation);

    protected async Task<TrialRow> ReadOneAsync(TrialId id, MetricSelection? metrics = null) =>
        Assert.Single(await ReadAsync(new TrialFilter { Ids = [id.Value] }, metrics));

    protected async Task<SweepStatus> StatusAsync(string sweep) => Assert.Single(await Store.ReadStatusAsync(sweep, Cancellation));

    /// <summary>Compares the maintained counts and queue with what the trials themselves say.</summary>
    protected async Task AssertCountsAgreeAsync()
    {
        Assert.Equal(0, await CountAsync("""
            select count(*) from (
              select m.sweep_key, case when t.state <> 'queued' then t.state when m.is_cancelled then 'cancelled' else coalesce(m.hold,
                  'queued') end as state, count(*) as trials
              from sweep_trials m join trials t on t.trial_key = m.trial_key group by 1, 2) truth
            left join (select sweep_key, state, sum(trials) as trials from sweep_counts group by sweep_key, state) kept
              on kept.sweep_key = truth.sweep_key and kept.state = truth.state
            where kept.trials is null or kept.trials <> truth.trials
            """));
        Assert.Equal(
            await CountAsync("select count(*) from sweep_trials m join sweeps s on s.sweep_key = m.sweep_key join trials t on "
                + "t.trial_key = m.trial_key where s.is_current and t.state = 'queued' and m.hold is null and not m.is_cancelled"),
            await CountAsync("select count(*) from queue q join trials t on t.trial_key = q.trial_key where t.state = 'queued'"));
        Assert.Equal(0, await CountAsync("select count(*) from queue q join trials t on t.trial_key = q.trial_key where t.state <> "
            + "'queued'"));
        Assert.Equal(
            await CountAsync("select count(*) from trials where state = 'running'"),
            await CountAsync("select count(*) from leases l join trials t on t.trial_key = l.trial_key and t.attempts = l.attempt and "
                + "t.state = 'running'"));
    }
}
