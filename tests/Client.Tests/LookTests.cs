using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Sequential seeds as a user meets them: a difference nobody could miss, which the first look finds.</summary>
public sealed class LookTests : IDisposable
{
    private const string Spec = """
        name: early
        dataset: synthetic-digits
        architecture: mnist-linear
        activation: relu
        protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
        optimizer: { name: sgd, momentum: 0.9 }
        grid:
          learningRate: [0.05, 1e-9]
        seeds: 20
        compare: { factor: learningRate, baseline: 0.05 }
        stop: { looks: [10, 20] }
        """;

    private readonly TemporaryFolder folder = new();

    public LookTests() => File.WriteAllText(folder["spec.yaml"], Spec);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_plan_shows_the_expected_and_the_largest_cost()
    {
        var ended = await RunAsync("plan", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("O'Brien-Fleming after 10, 20 seeds", ended.Output);
        Assert.Matches(@"trials at most +40", ended.Output);
        Assert.Matches(@"trials expected without effect +(39|40) \((98|99|100)%\), [0-9]% of the comparisons decided", ended.Output);
        Assert.Matches(@"trials expected at effect 2 +2[0-9] \((5|6)[0-9]%\), 100% of the comparisons decided", ended.Output);
    }

    [Fact]
    public async Task A_plan_that_prunes_says_what_goes_no_further()
    {
        File.WriteAllText(folder["pruned.yaml"], """
            name: pruned
            dataset: synthetic-digits
            architecture: mnist-linear
            optimizer: sgd
            validationSplit: 0.1
            grid: { activation: [relu, tanh], learningRate: [0.1, 0.01, 0.001] }
            seeds: 10
            compare: { factor: activation, tuning: { factors: [learningRate], selectionSeeds: 2, prune: true } }
            """);
        var ended = await RunAsync("plan", "pruned.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("learningRate chosen after 2 seeds; what is not chosen goes no further", Unwrapped(ended.Output));
        Assert.Matches(@"trials +60\b", ended.Output);
        Assert.Matches(@"trials at most +28\b", ended.Output);
        Assert.DoesNotContain("trials expected", ended.Output);
    }

    [Fact]
    public async Task A_decided_comparison_trains_no_further_seeds_and_every_command_says_so()
    {
        var ended = await RunAsync("run", "spec.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("look 1 after 10 seeds, 0 of 1 comparisons open; the last look, 20 are not needed", Unwrapped(ended.Error));
        Assert.Contains("is worse", ended.Output);
        Assert.Contains("10 pairs were not needed", Unwrapped(ended.Output));

        var status = await RunAsync("status", "early");
        Assert.Matches(@"early +complete +40 +20 +20", status.Output);
        Assert.Contains("1e-9 against 0.05: worse, decided after 10 seeds", Unwrapped(status.Error));
        Assert.Equal("sweep,level,baseline,verdict,look,seeds,decidedAfter,pairs",
            string.Join(',', (await RunAsync("status", "early", "--looks", "--format", "csv")).Output.Split('\n')[0].Split(',')[..8]));
        Assert.Equal(21, (await RunAsync("export", "early", "--state", "unneeded", "--format", "csv")).Output.Split('\n',
            StringSplitOptions.RemoveEmptyEntries).Length);

        Assert.Contains("0 trials queued again", (await RunAsync("retry", "early")).Error);
        Assert.Contains("20 trials queued again", (await RunAsync("retry", "early", "--state", "unneeded")).Error);
    }

    [Fact]
    public async Task A_sweep_that_prunes_and_looks_tells_where_it_stands_at_any_time()
    {
        File.WriteAllText(folder["both.yaml"], """
            name: both
            dataset: synthetic-digits
            architecture: mnist-linear
            activation: relu
            protocol: { epochs: 1, batchSize: 64, trainSamples: 640 }
            validationSplit: 0.1
            grid:
              learningRate: [0.05, 1e-9]
              optimizer: [{ name: sgd, momentum: 0.9 }, { name: sgd, momentum: 0 }]
            seeds: 20
            compare: { factor: learningRate, baseline: 0.05, tuning: { factors: [optimizer], selectionSeeds: 2, prune: true } }
            stop: { looks: [12, 20] }
            """);
        Assert.Equal(0, (await RunAsync("submit", "both.yaml")).Code);
        var before = await RunAsync("status", "both");
        Assert.True(before.Code == 0, before.Error);
        Assert.Contains("tuned levels are chosen after 2 of 20 seeds", Unwrapped(before.Error));
        Assert.Contains("no look taken yet; the first of 2 comes after 12 of 20 seeds", Unwrapped(before.Error));

        var ended = await RunAsync("run", "both.yaml");
        Assert.True(ended.Code == 0, ended.Error);
        Assert.Contains("tuned levels were chosen after 2 seeds", Unwrapped(ended.Error));
        Assert.Contains("look 1 after 12 seeds, 0 of 1 comparisons open; the last look", Unwrapped(ended.Error));
        Assert.Contains("look 1 of 2 taken after 12 seeds, it was the last; 0 of 1 comparisons open",
            Unwrapped((await RunAsync("status", "both")).Error));
        Assert.Contains("both,1e-9,0.05,worse,1,12,12,10", (await RunAsync("status", "both", "--looks", "--format", "csv")).Output);
    }

    private static string Unwrapped(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<SweepProcess.Ended> RunAsync(params string[] arguments) => SweepProcess.RunAsync(folder.FullName, arguments);
}
