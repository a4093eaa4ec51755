using Sweep.Client.Output;
using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>sweep weights, as a user runs it.</summary>
public sealed class WeightsTests : IDisposable
{
    private const string Spec = """
        name: weights
        dataset: synthetic-digits
        architecture: { name: mlp, hidden: "8" }
        protocol: { epochs: 1, batchSize: 32, trainSamples: 64 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, aprelu] }
        seeds: 2
        checkpoint: { keep: weights }

        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_trial_trained_again_has_the_weights_that_were_kept()
    {
        File.WriteAllText(folder["spec.yaml"], Spec);
        await SucceedAsync("run", "spec.yaml", "-q");
        string[] which = ["weights", "spec.yaml", "--where", "activation=aprelu", "--seed", "1"];
        var kept = await SucceedAsync([.. which, "--out", "kept.npz", "--out", "kept.onnx"]);
        Assert.Contains("kept weights", kept.Output, StringComparison.Ordinal);
        var again = await SucceedAsync([.. which, "--out", "again.npz", "--out", "again.onnx", "--retrain"]);
        Assert.Contains("trained again", again.Output, StringComparison.Ordinal);
        Assert.Contains("Its metrics are those of the store", again.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder["kept.npz"]), File.ReadAllBytes(folder["again.npz"]));
        Assert.Equal(File.ReadAllBytes(folder["kept.onnx"]), File.ReadAllBytes(folder["again.onnx"]));

        var many = await SweepProcess.RunAsync(folder.FullName, "weights", "spec.yaml", "--where", "activation=relu", "--out", "net.npz");
        Assert.Equal(ExitCode.UsageOrSpecError, many.Code);
        Assert.Contains("2 trials match", many.Error, StringComparison.Ordinal);
        Assert.Contains("seed=1", many.Error, StringComparison.Ordinal);
        await SucceedAsync("weights", "spec.yaml", "--out", "all/{trial}.safetensors");
        Assert.Equal(4, Directory.GetFiles(folder["all"]).Length);
    }

    [Fact]
    public async Task Names_without_a_format_and_trials_without_weights_are_told()
    {
        File.WriteAllText(folder["spec.yaml"], Spec);
        await SucceedAsync("submit", "spec.yaml");
        var wrong = await SweepProcess.RunAsync(folder.FullName, "weights", "spec.yaml", "--out", "a.pt", "--out", "b");
        Assert.Equal(ExitCode.UsageOrSpecError, wrong.Code);
        Assert.Contains("--out a.pt", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("--out b", wrong.Error, StringComparison.Ordinal);
        var queued = await SweepProcess.RunAsync(folder.FullName, "weights", "spec.yaml", "--out", "a.npz");
        Assert.Contains("has completed: 4 queued", queued.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private async Task<SweepProcess.Ended> SucceedAsync(params string[] arguments)
    {
        var ended = await SweepProcess.RunAsync(folder.FullName, arguments);
        Assert.True(ended.Code == 0, ended.Error);
        return ended;
    }
}
