using Sweep.Planning.Randomness;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

namespace Sweep.Page.Tests.Comparisons;

/// <summary>A store with one sweep whose trials have made-up results: two optimizers and rates, a divergence and a failure.</summary>
internal sealed class ComparedSweep : IAsyncDisposable
{
    public const string Name = "digits";

    private const string Spec = """
        name: digits
        dataset: mnist
        protocol: { epochs: 3, batchSize: 64 }
        grid: { activation: [relu, arelu, tanh], optimizer: [sgd, adam], learningRate: [0.1, 0.01] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
        """;

    private readonly TemporaryFolder folder;

    private ComparedSweep(TemporaryFolder folder) => this.folder = folder;

    public required ITrialStore Store { get; init; }

    public string Path { get; private init; } = "";

    /// <summary>Makes the store.</summary>
    /// <param name="spec">Null for that of digits.</param>
    /// <param name="maxTrials">How many trials end; the others stay queued.</param>
    public static async Task<ComparedSweep> CreateAsync(string? spec = null, int maxTrials = int.MaxValue)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = new TemporaryFolder();
        string path = folder["sweep.db"];
        var store = await TrialStores.OpenAsync(path, StoreAccess.Write, TimeProvider.System, cancellation);
        var plan = SpecReader.Read(spec ?? Spec, TrainerVocabulary.Create()).Spec!.ToPlan();
        await store.SubmitAsync(plan, cancellation);
        var sweep = new ComparedSweep(folder) { Store = store, Path = path };
        await sweep.TrainAsync(plan.Name, maxTrials);
        return sweep;
    }

    /// <summary>Ends some more trials.</summary>
    public async Task TrainAsync(string name, int maxTrials)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var worker = new WorkerId("page/worker");
        await Store.RegisterWorkerAsync(new WorkerRegistration(worker, "host", 1, "test",
            new Dictionary<string, string> { ["processor"] = "test", ["engine"] = "none" }), cancellation);
        while (maxTrials > 0 && await Store.ClaimAsync(new ClaimRequest(worker, Math.Min(50, maxTrials), TimeSpan.FromMinutes(5),
            new TrialFilter { Sweep = name }), cancellation) is { Count: > 0 } claimed)
        {
            await Store.FinishAsync([.. claimed.Select(End)], cancellation);
            maxTrials -= claimed.Count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
    }

    private static AttemptEnding End(LeasedTrial leased)
    {
        var settings = leased.Trial.Configuration.Settings;
        string level = settings["activation"].Label, rate = settings.GetValueOrDefault("learningRate")?.Label ?? "",
            optimizer = settings.GetValueOrDefault("optimizer")?.Label ?? "";
        double shared = RandomStream.For(leased.Trial.StreamKey, "pair").NextNormal(),
            own = RandomStream.For(leased.Trial.StreamKey, level).NextNormal();
        double accuracy = 0.95 + 0.004 * shared + 0.0015 * own + (level == "arelu" ? 0.006 : level == "tanh" ? -0.001 : 0)
            - (rate == "0.01" ? 0.01 : 0);
        EpochMetrics[] metrics = [.. new[] { 1, 2, 3 }.Select(epoch => new EpochMetrics(epoch,
            [
                new(MetricCatalogue.TestAccuracy.Name, Math.Round(accuracy - 0.02 * (3 - epoch), 4)),
                new(MetricCatalogue.TestLoss.Name, Math.Round(0.4 - 0.1 * epoch + 0.01 * own, 4)),
            ]))];
        var time = TimeSpan.FromSeconds(1);
        return (level, optimizer, rate, leased.Trial.Seed.Value) switch
        {
            ("tanh", "sgd", "0.1", 3) => new AttemptEnding(leased.Lease, new TrialOutcome.Diverged(2, 9), metrics[..1], time),
            ("arelu", "adam", "0.01", 5) => new AttemptEnding(leased.Lease, new TrialOutcome.Failed(FailureKind.Data, "gone"), [], time),
            _ => new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), metrics, time),
        };
    }
}
