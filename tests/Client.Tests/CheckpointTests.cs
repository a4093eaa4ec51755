using System.Security.Cryptography;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Trainings that save themselves, as users ask for it: in the spec, and by running again what was killed.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Kills = 3, Trials = 2, Epochs = 8, Metrics = 7, OfTraining = 3; // in each epoch, and in the last one; without seconds

    private const string Spec = """
        name: saved
        dataset: synthetic-digits
        architecture: mnist-conv
        protocol: { epochs: 8, batchSize: 32, trainSamples: 320 }
        optimizer: { name: sgd, momentum: 0.9 }
        learningRate: 0.02
        grid:
          activation: [relu, arelu]
        seeds: 1
        checkpoint: { every: 1, keep: weights }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("{ every: 5 }", 5, false)]
    [InlineData("{ keep: weights }", null, true)]
    [InlineData("{ every: 2, keep: weights }", 2, true)]
    [InlineData("none", 0, false)]
    public void A_spec_says_how_often_trainings_save_themselves_and_what_stays(string checkpoint, int? every, bool keepsWeights) =>
        Assert.Equal(new CheckpointPlan(every, keepsWeights), Read(checkpoint).ToPlan().Checkpoint);

    [Fact]
    public void A_spec_that_says_nothing_saves_only_what_takes_long()
    {
        Assert.Equal(CheckpointPlan.Default, Read(null).ToPlan().Checkpoint);
        Assert.Null(CheckpointPlan.Default.EveryEpochs);
    }

    [Theory]
    [InlineData("{ every: 0 }", "0 is out of range: 1 to ")]
    [InlineData("{ keep: everything }", "'everything' is not something to keep.", "allowed: weights")]
    [InlineData("{ evry: 5 }", "'evry'", "Did you mean 'every'?")]
    [InlineData("{}", "Say how often, or what stays: checkpoint: { every: 5 } or { keep: weights }.")]
    [InlineData("often", "Expected none, or how often trainings save themselves, such as { every: 5 }")]
    [InlineData("{ every: 0, keep: everything }", "2 mistakes")]
    public void What_a_spec_gets_wrong_is_told_with_its_place(string checkpoint, params string[] expected)
    {
        string message = Assert.Throws<UserErrorException>(() => Read(checkpoint)).Message;
        Assert.Contains("spec.yaml:10:", message, StringComparison.Ordinal);
        Assert.All(expected, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Saving_changes_no_trial()
    {
        string[] ids = [.. Read(null).ToPlan().Trials.Select(t => t.Id.Value)];
        Assert.Equal(ids, Read("{ every: 1, keep: weights }").ToPlan().Trials.Select(t => t.Id.Value));
    }

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_metrics_of_one_that_never_was()
    {
        using var undisturbed = new TemporaryFolder();
        foreach (var place in new[] { folder, undisturbed })
            File.WriteAllText(place["spec.yaml"], Spec);
        var whole = SweepProcess.RunAsync(undisturbed.FullName, "run", "spec.yaml", "--slots", "1", "-q");

        for (int kill = 0; kill < Kills; kill++)
        {
            var before = Checkpoints();
            using var run = SweepProcess.Start(folder.FullName, "run", "spec.yaml", "--slots", "1", "-q");
            await UntilAsync(run, () => Checkpoints().Except(before).Any());
            await Task.Delay(Random.Shared.Next(100));
            Assert.True(await run.KillAsync(), "The run had ended before it was killed: the spec trains too little for this test.");
            await FreeAsync(); // as `sweep retry --state running --force` does, so that there is no need to wait until the lease ends
        }
        foreach (var ended in new[] { await SweepProcess.RunAsync(folder.FullName, "run", "spec.yaml", "-q"), await whole })
            Assert.True(ended.Code == 0, ended.Error);

        var expected = await MetricsAsync(undisturbed);
        Assert.Equal(Trials * (Epochs * Metrics + OfTraining), expected.Count);
        Assert.Equal(expected, await MetricsAsync(folder));
        Assert.Empty(Checkpoints());
        Assert.Equal(Weights(undisturbed), Weights(folder));
        Assert.Equal(Trials, Weights(folder).Count);
    }

    private async Task FreeAsync()
    {
        await using var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System,
            CancellationToken.None);
        await store.FreeAsync(new TrialFilter { Sweep = "saved" }, CancellationToken.None);
    }

    private SweepSpec Read(string? checkpoint)
    {
        string start = Spec[..Spec.IndexOf("checkpoint:", StringComparison.Ordinal)];
        File.WriteAllText(folder["spec.yaml"], checkpoint is null ? start : start + $"checkpoint: {checkpoint}\n");
        return SpecFile.Read(folder["spec.yaml"], forTraining: true);
    }

    private IReadOnlyList<(string Name, DateTime Written)> Checkpoints() => Directory.Exists(folder["sweep.checkpoints"])
        ? [.. Directory.GetFiles(folder["sweep.checkpoints"], "*.checkpoint.safetensors").Select(f => (f, File.GetLastWriteTimeUtc(f)))]
        : [];

    private static IReadOnlyList<string> Weights(TemporaryFolder folder) =>
    [
        .. Directory.GetFiles(folder["sweep.checkpoints"], "*.weights.safetensors").Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];

    /// <summary>All metrics but the time, as bits.</summary>
    private static async Task<IReadOnlyList<string>> MetricsAsync(TemporaryFolder folder)
    {
        await using var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Read, TimeProvider.System,
            CancellationToken.None);
        var rows = await store.ReadTrialsAsync(new TrialFilter { Sweep = "saved" }, MetricSelection.All, CancellationToken.None)
            .ToListAsync();
        return
        [
            .. rows.SelectMany(row => row.Metrics.SelectMany(epoch => epoch.Values
                .Where(value => MetricCatalogue.Find(value.Key).Unit != MetricUnit.Seconds)
                .Select(value => $"{row.Trial.Id} {epoch.Epoch} {value.Key} {BitConverter.DoubleToInt64Bits(value.Value):x16}")))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static async Task UntilAsync(SweepProcess run, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2)); // ends a test that hangs; nothing is measured by it
        while (!condition() && !run.HasEnded)
            await Task.Delay(5, patience.Token);
    }
}
