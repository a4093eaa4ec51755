using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Cluster;

/// <summary>A sweep in a real store, worked on by nobody but the test.</summary>
internal sealed class SmallSweep : IAsyncDisposable
{
    public const string Name = "small";

    private readonly TemporaryFolder folder;
    private readonly Queue<Lease> held = new();

    private SmallSweep(TemporaryFolder folder, ITrialStore store) => (this.folder, Store) = (folder, store);

    public ITrialStore Store { get; }

    public static async Task<SmallSweep> CreateAsync(int seeds)
    {
        var folder = new TemporaryFolder();
        var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        await store.SubmitAsync(Plan(seeds), CancellationToken.None);
        await store.RegisterWorkerAsync(new WorkerRegistration(Happenings.Silo, "host", 1, "cpu", new Dictionary<string, string>()),
            CancellationToken.None);
        return new SmallSweep(folder, store);
    }

    /// <summary>One activation and so many seeds.</summary>
    public static SweepPlan Plan(int seeds) => SpecReader.Read($$"""
        name: {{Name}}
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 1 }
        optimizer: { name: sgd }
        learningRate: 0.01
        grid: { activation: [arelu] }
        seeds: {{seeds}}
        """, TrainerVocabulary.Create()).Spec!.ToPlan();

    /// <summary>Lets the silo hold so many more trials.</summary>
    public async Task ClaimAsync(int count)
    {
        foreach (var leased in await Store.ClaimAsync(new ClaimRequest(Happenings.Silo, count, TimeSpan.FromHours(1)),
            CancellationToken.None))
            held.Enqueue(leased.Lease);
    }

    /// <summary>Ends the trial held longest.</summary>
    /// <returns>Its number.</returns>
    public async Task<Lease> EndAsync(TrialOutcome? outcome = null)
    {
        var lease = held.Dequeue();
        var answers = await Store.FinishAsync([new AttemptEnding(lease, outcome
            ?? new TrialOutcome.Completed(), [], TimeSpan.FromSeconds(1))], CancellationToken.None);
        Assert.Equal([LeaseAnswer.Held], answers);
        return lease;
    }

    public async Task<SweepStatus> StatusAsync() => (await Store.ReadStatusAsync(Name, CancellationToken.None)).Single();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
    }
}
