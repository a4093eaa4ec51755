using System.Globalization;
using Sweep.Planning;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocol;

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

    /// <param name="postgres">The server.</param>
    /// <param name="seeds">How many trials.</param>
    /// <param name="epochs">How long each: an epoch takes some hundredths of a second.</param>
    public static async Task<Study> CreateAsync(PrivatePostgres postgres, int seeds, int epochs)
    {
        var database = await postgres.CreateDatabaseAsync();
        var store = await TrialStores.OpenAsync(database.Address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
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
        var result = SpecReader.Read(spec, TrainerVocabulary.Create());
        await store.SubmitAsync(result.Spec!.ToPlan(), CancellationToken.None);
        return new Study(database, store);
    }

    public async Task<SweepStatus> StatusAsync() => (await store.ReadStatusAsync(Name, CancellationToken.None)).Single();

    public async Task<IReadOnlyList<TrialRow>> TrialsAsync()
    {
        var rows = new List<TrialRow>();
        await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = Name }, MetricSelection.All, CancellationToken.None))
            rows.Add(row);
        return rows;
    }

    /// <summary>Waits until so many trials run on a worker.</summary>
    public Task RunningOnAsync(string worker, int count) => EventuallyAsync(async () =>
        (await TrialsAsync()).Count(t => t.State == TrialState.Running && t.Worker?.Value == worker) >= count);

    /// <summary>Waits until a trial on a worker has reported an epoch: it is being trained, and not just claimed.</summary>
    public Task TrainingOnAsync(string worker) => EventuallyAsync(async () =>
        (await TrialsAsync()).Any(t => t.State == TrialState.Running && t.Worker?.Value == worker && t.Metrics.Count > 0));

    public Task CompletedAsync(int count) => EventuallyAsync(async () => (await StatusAsync()).Count(TrialState.Completed) >= count);

    /// <summary>Waits until nothing is queued or running.</summary>
    /// <param name="silos">Those whose last words are shown if that never happens.</param>
    public async Task CompleteAsync(params SiloProcess[] silos)
    {
        try
        {
            await EventuallyAsync(async () => (await StatusAsync()).IsOver);
        }
        catch (OperationCanceledException)
        {
            var left = (await TrialsAsync()).Where(t => t.State is not TrialState.Completed).Select(t => $"{t.Trial.Id} {t.State} on {t.Worker}, attempt {t.Attempts}");
            Assert.Fail($"Still to do: {string.Join("; ", left)}\n{string.Join("\n", silos.Select(s => s.Output))}");
        }
    }

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

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(50, patience.Token);
    }
}
