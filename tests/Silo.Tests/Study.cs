using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Silo.Tests;

/// <summary>A sweep of real, small trainings in a database of its own.</summary>
internal sealed class Study : IAsyncDisposable
{
    public const string Name = "study";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150); // ends a test that hangs; nothing is measured by it

    private readonly TestDatabase database;
    private readonly ITrialStore store;

    private Study(TestDatabase database, ITrialStore store) => (this.database, this.store) = (database, store);

    /// <summary>Address of its store.</summary>
    public string Address => database.Address;

    /// <summary>Its database.</summary>
    public TestDatabase Database => database;

    /// <summary>A store without a sweep; silos can already meet there.</summary>
    public static async Task<Study> CreateAsync(PrivatePostgres postgres)
    {
        var database = await postgres.CreateDatabaseAsync();
        return new Study(database,
            await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System, CancellationToken.None));
    }

    /// <summary>The sweep.</summary>
    /// <param name="seeds">How many trials.</param>
    /// <param name="epochs">How long each: an epoch takes some hundredths of a second.</param>
    public static SweepPlan Plan(int seeds, int epochs)
    {
        string spec = string.Create(CultureInfo.InvariantCulture, $$"""
            name: {{Name}}
            dataset: synthetic-digits
            architecture: mnist-linear
            activation: relu
            optimizer: { name: sgd }
            learningRate: 0.01
            protocol: { epochs: {{epochs}}, batchSize: 64, trainSamples: 1000 }
            seeds: {{seeds}}
            """);
        return SpecReader.Read(spec, TrainerVocabulary.Create()).Spec!.ToPlan();
    }

    /// <summary>Submits the sweep once all of the silos are members, so that none can end it before another has begun.</summary>
    /// <param name="seeds">How many trials.</param>
    /// <param name="epochs">How long each: an epoch takes some hundredths of a second.</param>
    /// <param name="silos">Who is waited for.</param>
    public Task SubmitAsync(int seeds, int epochs, params SiloProcess[] silos) => SubmitAsync(Plan(seeds, epochs), silos);

    /// <summary>Submits another sweep of the same name in the same way.</summary>
    public async Task SubmitAsync(SweepPlan plan, params SiloProcess[] silos)
    {
        await Task.WhenAll(silos.Select(silo => silo.Ready));
        await store.SubmitAsync(plan, CancellationToken.None);
    }

    public async Task<SweepStatus> StatusAsync() => (await store.ReadStatusAsync(Name, CancellationToken.None)).Single();

    public async Task<IReadOnlyList<TrialRow>> TrialsAsync()
    {
        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = Name }, MetricSelection.All, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    /// <summary>Waits until a trial has reported an epoch, so that it is being trained and not just claimed; returns the silo that trains
    /// it, whichever that is.</summary>
    public async Task<SiloProcess> TrainingAsync(params SiloProcess[] silos)
    {
        string[] names = await Task.WhenAll(silos.Select(silo => silo.Ready));
        int found = -1;
        await EventuallyAsync(async () =>
        {
            var rows = await TrialsAsync();
            Assert.Contains(rows, row => row.State != TrialState.Completed); // the trainings are too short to be seen
            var training = rows.Where(row => row.State == TrialState.Running && row.Metrics.Count > 0);
            found = training.Select(row => Array.IndexOf(names, row.Worker?.Value)).FirstOrDefault(index => index >= 0, -1);
            return found >= 0;
        }, silos);
        return silos[found];
    }

    /// <summary>Waits until nothing is queued or running.</summary>
    /// <param name="silos">Those that are at work.</param>
    public Task CompleteAsync(params SiloProcess[] silos) => EventuallyAsync(async () => (await StatusAsync()).IsOver, silos);

    public async Task<long> CountAsync(string what) =>
        Convert.ToInt64(await database.ExecuteAsync("select count(*) from " + what), CultureInfo.InvariantCulture);

    /// <summary>Nobody reaches the database for a while.</summary>
    public Task InterruptAsync(TimeSpan duration) => database.InterruptAsync(() => Task.Delay(duration));

    /// <summary>Every trial has been stored exactly once, with all its epochs, whatever happened on the way.</summary>
    public async Task AssertAllCompletedOnceAsync(int seeds, int epochs)
    {
        var rows = await TrialsAsync();
        Assert.Equal(seeds, rows.Count);
        Assert.All(rows, row => Assert.Equal((TrialState.Completed, epochs), (row.State, row.Metrics.Count)));
        Assert.Equal(seeds, await CountAsync("attempts where outcome = 'completed'"));
        Assert.Equal(rows.Sum(r => r.Attempts), await CountAsync("attempts"));
        Assert.Equal(0, await CountAsync("leases"));
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task EventuallyAsync(Func<Task<bool>> condition, SiloProcess[] silos)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                var left = (await TrialsAsync()).Where(t => t.State is not TrialState.Completed)
                    .Select(t => $"{t.Trial.Id} {t.State} on {t.Worker}, attempt {t.Attempts}");
                Assert.Fail($"Still to do: {string.Join("; ", left)}\n{string.Join("\n", silos.Select(s => s.Output))}");
            }
            await Task.Delay(50);
        }
    }
}
