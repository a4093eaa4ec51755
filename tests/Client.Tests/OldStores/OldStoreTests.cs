using System.Collections.Concurrent;
using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Scheduling.Tests;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.OldStores;

/// <summary>Stores that former releases wrote are migrated and read; their sweeps go on, and nothing in them is trained again.</summary>
public sealed class OldStoreTests(PrivatePostgres postgres)
{
    private const int FirstSchemaWithLooks = 5, FirstSchemaWithAdjustments = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // ends a test that hangs; nothing is measured by it

    private static readonly string[] History =
    [
        "select sweep, trial, configuration, stream_key, seed, labels, settings from v_trials order by sweep, trial",
        "select sweep, trial, state from v_trials where state in ('completed', 'diverged', 'failed') order by sweep, trial",
        "select sweep, trial, attempt, worker, outcome, failure_message, ended_at from v_attempts order by sweep, trial, attempt",
        "select sweep, trial, epoch, metric, kind, value from v_metrics order by sweep, trial, epoch, metric",
    ];

    private readonly ConcurrentQueue<string> trained = [];

    public static TheoryData<string> Stores => new(OldStore.Names);

    public static TheoryData<string> StoresWithLooks => new(OldStore.Names.Where(name => OldStore.SchemaOf(name) >= FirstSchemaWithLooks));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void There_is_a_store_of_each_schema_that_was_ever_current() => Assert.Equal(
        [
            "schema-10.dump", "schema-10.sqlite", "schema-3.dump", "schema-3.sqlite", "schema-4.dump", "schema-5.dump", "schema-5.sqlite",
            "schema-6.dump", "schema-6.sqlite", "schema-7.dump", "schema-7.sqlite", "schema-8.dump", "schema-8.sqlite",
            "schema-9.dump", "schema-9.sqlite",
        ], OldStore.Names);

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_older_schema_is_migrated_and_keeps_its_trials_attempts_and_metrics(string name)
    {
        await using var old = await OldStore.RestoreAsync(name, postgres);
        string[][] before = await HistoryAsync(old);
        Assert.All(before, Assert.NotEmpty);
        string? refusal = await RefusalAsync(old);
        await (await OpenAsync(old, StoreAccess.Write)).DisposeAsync();
        Assert.Equal(before, await HistoryAsync(old));
        int current = int.Parse((await old.ReadAsync("select max(version) from sweep_migrations"))[0], CultureInfo.InvariantCulture);
        Assert.Equal(old.Schema < current, refusal?.Contains($"schema version {old.Schema} ", StringComparison.Ordinal) ?? false);

        await using var store = await OpenAsync(old, StoreAccess.Read);
        var digits = Assert.Single(await store.ReadStatusAsync("digits", Cancellation));
        Assert.Equal((6, 6, 12), (digits.Count(TrialState.Completed), digits.Count(TrialState.Diverged), digits.Total));
        var plan = Plan("digits");
        Assert.Equal(plan.Hash, digits.PlanHash);
        var rows = await RowsAsync(store, "digits");
        Assert.Equal(plan.Trials.Select(t => (t.Id, t.StreamKey)), rows.Select(row => (row.Trial.Id, row.Trial.StreamKey)));
        Assert.Equal(12, (await store.ReadResultsAsync(new TrialFilter { Sweep = "digits" }, plan.Comparison!, Cancellation)).Count);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_interrupted_sweep_trains_what_is_left_and_more_seeds_what_is_new(string name)
    {
        await using var old = await OldStore.RestoreAsync(name, postgres);
        await using var store = await OpenAsync(old, StoreAccess.Write);
        var plan = Plan("half");
        var done = (await RowsAsync(store, "half")).Where(row => row.State == TrialState.Completed)
            .Select(row => row.Trial.Id.Value).ToHashSet();
        Assert.InRange(done.Count, 1, 11);
        var receipt = await store.SubmitAsync(plan, Cancellation);
        Assert.Equal((12L, 0L, (long)done.Count, false), (receipt.Planned, receipt.Added, receipt.Reused, receipt.IsNewRevision));

        await store.RetryAsync(new TrialFilter { Sweep = "half" }, Cancellation); // cancelled with the sweep that shares them
        await WorkAsync(store, "half");
        Assert.Equal(plan.Trials.Select(t => t.Id.Value).Where(id => !done.Contains(id)).Order(), trained.Order());
        var rows = await RowsAsync(store, "half");
        Assert.Equal(plan.Trials.Select(t => t.Id), rows.Select(row => row.Trial.Id));
        Assert.All(rows, row => Assert.Equal(TrialState.Completed, row.State));

        trained.Clear();
        var grown = Plan("half", spec => spec.Replace("seeds: 4", "seeds: 5", StringComparison.Ordinal));
        receipt = await store.SubmitAsync(grown, Cancellation);
        Assert.Equal((15L, 3L, 12L), (receipt.Planned, receipt.Added, receipt.Reused));
        await WorkAsync(store, "half");
        Assert.Equal(grown.Trials.Where(t => t.Seed.Value == 4).Select(t => t.Id.Value).Order(), trained.Order());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_failed_or_was_given_up_can_be_taken_up_again(string name)
    {
        await using var old = await OldStore.RestoreAsync(name, postgres);
        await using var store = await OpenAsync(old, StoreAccess.Write);
        Assert.Equal(SweepState.Cancelled, Assert.Single(await store.ReadStatusAsync("given-up", Cancellation)).State);
        foreach (string sweep in new[] { "faulty", "given-up" })
        {
            var filter = new TrialFilter { Sweep = sweep };
            await store.SetSweepStateAsync(sweep, SweepState.Active, null, Cancellation);
            await store.RetryAsync(filter, Cancellation);
            await WorkAsync(store, sweep);
            Assert.All(await RowsAsync(store, sweep), row => Assert.Equal(TrialState.Completed, row.State));
        }
    }

    [Theory]
    [MemberData(nameof(StoresWithLooks))]
    public async Task Planned_looks_go_on_from_those_that_were_taken(string name)
    {
        await using var old = await OldStore.RestoreAsync(name, postgres);
        await using var store = await OpenAsync(old, StoreAccess.Write);
        string[] planned = old.Schema >= FirstSchemaWithAdjustments ? ["adjusted", "looks"] : ["looks"];
        Assert.Equal(planned, (await store.ReadLooksAsync(null, onlyDue: false, Cancellation)).Select(looks => looks.Sweep).Order());
        foreach (string sweep in planned)
        {
            Assert.Equal(0, (await store.SubmitAsync(Plan(sweep), Cancellation)).Added);
            await WorkAsync(store, sweep);
            var looks = Assert.Single(await store.ReadLooksAsync(sweep, onlyDue: false, Cancellation));
            Assert.Equal([2, 4], looks.Taken.Select(look => look.SeedCount));
            Assert.Equal(Plan(sweep).Comparison!.Adjustment, looks.Comparison.Adjustment);
        }
    }

    private static async Task<string?> RefusalAsync(OldStore old)
    {
        try
        {
            await (await OpenAsync(old, StoreAccess.Read)).DisposeAsync();
            return null;
        }
        catch (StoreUnavailableException refusal)
        {
            return refusal.Message;
        }
    }

    private static async Task<string[][]> HistoryAsync(OldStore old)
    {
        var history = new List<string[]>();
        foreach (string sql in History)
            history.Add(await old.ReadAsync(sql));
        return [.. history];
    }

    private static Task<ITrialStore> OpenAsync(OldStore old, StoreAccess access) =>
        TrialStores.OpenAsync(old.Address, access, TimeProvider.System, Cancellation);

    private static SweepPlan Plan(string name, Func<string, string>? change = null)
    {
        var reading = SpecReader.Read((change ?? (spec => spec))(OldStore.Spec(name)), TrainerVocabulary.Create());
        return reading.Spec!.ToPlan();
    }

    private static async Task<List<TrialRow>> RowsAsync(ITrialStore store, string sweep)
    {
        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep }, MetricSelection.None, Cancellation))
            rows.Add(row);
        return rows;
    }

    private async Task WorkAsync(ITrialStore store, string sweep)
    {
        // The worker that was killed left a lease. It has run out, but a server that has just started waits half a minute for its holder.
        await store.FreeAsync(new TrialFilter { Sweep = sweep }, Cancellation);
        var options = new WorkerOptions
        {
            Worker = new WorkerRegistration(new WorkerId("new-" + sweep), "new-host", 1, "scripted", new Dictionary<string, string>()),
            Slots = 2,
            UntilDone = true,
            Filter = new TrialFilter { Sweep = sweep },
        };
        var pool = new WorkerPool(store, new ScriptedTrainer(Train), options, new RecordingObserver(), TimeProvider.System);
        Assert.Equal(WorkEnding.Done, (await pool.RunAsync(Cancellation).WaitAsync(Patience, Cancellation)).Ending);
    }

    private TrialOutcome Train(TrialDescription trial, ITrainingObserver observer, CancellationToken stop)
    {
        trained.Enqueue(trial.Id.Value);
        int epochs = (int)((SettingValue.Number)trial.Configuration.Settings["epochs"]).Value;
        for (int epoch = 1; epoch <= epochs; epoch++)
            observer.EpochCompleted(trial.Id,
                new EpochMetrics(epoch, [new(MetricCatalogue.TestAccuracy.Name, 0.5), new(MetricCatalogue.TestLoss.Name, 1)]));
        return new TrialOutcome.Completed();
    }
}
