using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report;
using Sweep.Planning.Randomness;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer.Protocols;

[assembly: AssemblyFixture(typeof(PrivatePostgres))]

namespace Sweep.Client.Tests.Report;

/// <summary>The same trials in both kinds of store.</summary>
public sealed class StoreTests(PrivatePostgres postgres) : IDisposable
{
    private const string Spec = """
        name: twice
        dataset: mnist
        validationSplit: 0.1
        protocol: { epochs: 2, batchSize: 64 }
        optimizer: sgd
        grid: { architecture: [mnist-conv, mnist-linear], activation: [relu, arelu, tanh], learningRate: [0.1, 0.01] }
        seeds: 8
        compare: { factor: activation, baseline: relu, rope: 0.002, tuning: { factors: [learningRate], selectionSeeds: 2 } }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_report_has_the_same_bytes_from_SQLite_and_from_Postgres()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var (file, server) = (await ReportAsync(folder["sweep.db"]), await ReportAsync(database.Address));
        Assert.Equal(file.Select(f => f.Path), server.Select(f => f.Path));
        Assert.All(file.Zip(server), f => Assert.Equal(f.First.Content, f.Second.Content));
        Assert.True(file.Count > 20);
    }

    [Fact]
    public async Task A_comparison_has_the_same_numbers_from_SQLite_and_from_Postgres()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        string[] answers = [await CompareAsync(folder["sweep.db"]), await CompareAsync(database.Address)];
        Assert.Equal(answers[0], answers[1]);
        Assert.Contains("\"tanh\"", answers[0], StringComparison.Ordinal);
    }

    private static Task<IReadOnlyList<(string Path, string Content)>> ReportAsync(string address) => WithStoreAsync(address,
        async store => (IReadOnlyList<(string, string)>)[.. ReportFiles.Create(await ReportQuery.RunAsync(store, "twice",
            TrainerKnowledge.NewSettings(), CancellationToken.None))]);

    private static Task<string> CompareAsync(string address) => WithStoreAsync(address,
        async store => ComparisonJson.Write(await CompareQuery.RunAsync(store, "twice", TrainerKnowledge.NewSettings(),
            CancellationToken.None)));

    private static async Task<T> WithStoreAsync<T>(string address, Func<ITrialStore, Task<T>> ask)
    {
        await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        await store.SubmitAsync(SpecReader.Read(Spec, TrainerVocabulary.Create()).Spec!.ToPlan(), CancellationToken.None);
        var worker = new WorkerId("twice/worker");
        await store.RegisterWorkerAsync(new WorkerRegistration(worker, "host", 1, "test",
            new Dictionary<string, string> { ["processor"] = "test", ["engine"] = "none" }), CancellationToken.None);
        while (await store.ClaimAsync(new ClaimRequest(worker, 50, TimeSpan.FromMinutes(5), new TrialFilter { Sweep = "twice" }),
            CancellationToken.None) is { Count: > 0 } claimed)
            await store.FinishAsync([.. claimed.Select(End)], CancellationToken.None);
        return await ask(store);
    }

    // A divergence, a failure and a metric that is no number among values that follow from the trial alone.
    private static AttemptEnding End(LeasedTrial leased)
    {
        var settings = leased.Trial.Configuration.Settings;
        string level = settings["activation"].Label;
        double noise = RandomStream.For(leased.Trial.StreamKey, level).NextNormal(),
            accuracy = Math.Round(0.95 + 0.002 * noise
                + (level == "arelu" ? 0.004 : 0) - (settings["learningRate"].Label == "0.01" ? 0.01 : 0), 4);
        EpochMetrics[] metrics = [.. new[] { 1, 2 }.Select(epoch =>
            new EpochMetrics(epoch, [new(MetricCatalogue.TestAccuracy.Name, accuracy - 0.01 * (2 - epoch)),
                new(MetricCatalogue.ValidationAccuracy.Name, accuracy)]))];
        bool isFirst = settings["architecture"].Label == "mnist-conv" && settings["learningRate"].Label == "0.1";
        return (isFirst, level, leased.Trial.Seed.Value) switch
        {
            (true, "tanh", 3) => new AttemptEnding(leased.Lease, new TrialOutcome.Diverged(2, 9), metrics[..1], TimeSpan.FromSeconds(1)),
            (true, "tanh", 4) => new AttemptEnding(leased.Lease, new TrialOutcome.Completed(),
                [metrics[0], new EpochMetrics(2,
                    [new(MetricCatalogue.TestAccuracy.Name, double.NaN),
                        new(MetricCatalogue.ValidationAccuracy.Name, double.NegativeInfinity)])], TimeSpan.FromSeconds(1)),
            (true, "arelu", 5) => new AttemptEnding(leased.Lease, new TrialOutcome.Failed(FailureKind.Data, "gone"), [],
                TimeSpan.FromSeconds(1)),
            _ => new AttemptEnding(leased.Lease, new TrialOutcome.Completed(), metrics, TimeSpan.FromSeconds(1)),
        };
    }
}
