using System.Text.Json;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Pruning as a user meets it: learning rates that learn nothing are given up after the first epoch.</summary>
public sealed class PruningTests : IDisposable
{
    private const string Spec = """
        name: pruned
        dataset: synthetic-digits
        architecture: mnist-linear
        optimizer: { name: sgd, momentum: 0.9 }
        protocol: { epochs: 3, batchSize: 64, trainSamples: 320, validationSplit: 0.2 }
        grid:
          activation: [relu, tanh]
          learningRate: [0.05, 1e-9, 2e-9]
        seeds: 5
        compare:
          factor: activation
          baseline: relu
          tuning: { factors: [learningRate], selectionSeeds: 2, prune: { rule: asha, reduction: 3 } }
        """;

    private readonly TemporaryFolder folder = new();

    public PruningTests() => File.WriteAllText(folder["spec.yaml"], Spec);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_plan_says_who_competes_and_what_it_may_save()
    {
        var ended = await RunAsync("plan", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("candidates of one level and block by successive halving (ASHA) on validationAccuracy (one of 3 goes on, rungs at "
            + "epochs 1, 3, ...)", Unwrapped(ended.Output));
        Assert.Contains("at most 36, about 16 if candidates keep their ranks", Unwrapped(ended.Output));
    }

    [Fact]
    public async Task Hopeless_candidates_are_given_up_as_planned_and_every_verdict_says_so()
    {
        var ended = await RunAsync("run", "spec.yaml", "--slots", "1", "-v");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("pruned: after epoch 1 its validationAccuracy was", Unwrapped(ended.Error));

        var status = await RunAsync("status", "pruned");
        Assert.Matches(@"pruned +complete +30 +10 +12 +8", status.Output); // completed, unneeded, pruned
        string[] exported = (await RunAsync("export", "pruned", "--state", "pruned", "--format", "csv")).Output.Split('\n',
            StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(9, exported.Length);
        Assert.DoesNotContain(exported, line => line.Contains(",0.05,", StringComparison.Ordinal));

        const string told = "gave up 8 of 12 trials on seeds that select. Candidates competed only with those of their own level and "
            + "block: no level was pruned, and no trial that judges.";
        Assert.Contains(told, Unwrapped((await RunAsync("compare", "pruned")).Output));
        var json = JsonDocument.Parse((await RunAsync("compare", "pruned", "--format", "json")).Output).RootElement;
        Assert.Equal(("asha", 8, 12), (json.GetProperty("pruning").GetProperty("rule").GetString(),
            json.GetProperty("pruning").GetProperty("prunedTrials").GetInt32(),
            json.GetProperty("pruning").GetProperty("selectingTrials").GetInt32()));
        Assert.Equal(0, (await RunAsync("run", "spec.yaml")).Code); // nothing is left to do
        Assert.Contains("8 trials queued again", (await RunAsync("retry", "pruned", "--state", "pruned")).Error);
    }

    private static string Unwrapped(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<SweepProcess.Ended> RunAsync(params string[] arguments) => SweepProcess.RunAsync(folder.FullName, arguments);
}
