using Sweep.Testing;

namespace Sweep.Client.Tests.Engines;

/// <summary>The real program, in a build without libtorch or with it.</summary>
public sealed class EngineOptionsTests
{
    private const string Spec = """
        name: s
        dataset: synthetic-digits
        architecture: mnist-linear
        activation: relu
        optimizer: sgd
        learningRate: 0.01
        protocol: { epochs: 1, trainSamples: 50 }
        seeds: 2
        """;

    [Theory]
    [InlineData("--engine", "torch", "one of cpu, torchsharp")]
    [InlineData("--device", "cuda", "add --engine torchsharp")]
    [InlineData("--group", "8", "add --engine torchsharp")]
    public async Task Options_that_make_no_sense_start_nothing(string option, string value, string expected)
    {
        using var folder = new TemporaryFolder();
        var ended = await RunAsync(folder, Spec, option, value);
        Assert.Equal(2, ended.Code);
        Assert.Contains(expected, Words(ended.Error), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Fact]
    public async Task An_engine_that_cannot_be_had_is_said_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var ended = await RunAsync(folder, Spec, "--engine", "torchsharp", "--device", "cpu");
        if (ended.Code == 0)
            Assert.Skip("This build was made with libtorch.");
        Assert.Equal(2, ended.Code);
        Assert.Contains("SWEEP_TORCH=cuda", Words(ended.Error), StringComparison.Ordinal);
        Assert.False(File.Exists(folder["sweep.db"]));
    }

    [Fact]
    public async Task Sixteen_bits_are_refused_before_the_cpu_engine_begins()
    {
        using var folder = new TemporaryFolder();
        foreach (string spec in new[] { Spec + "\nprecision: bfloat16\n", Spec + "\ngrid: { precision: [float32, bfloat16] }\n" })
        {
            var ended = await RunAsync(folder, spec);
            Assert.Equal(2, ended.Code);
            Assert.Contains("precision: bfloat16 is for the TorchSharp engine", Words(ended.Error), StringComparison.Ordinal);
            Assert.False(File.Exists(folder["sweep.db"]));
        }
    }

    [Fact]
    public async Task The_doctor_lists_both_engines()
    {
        using var folder = new TemporaryFolder();
        var ended = await SweepProcess.RunAsync(folder.FullName, "doctor", "--format", "csv");
        Assert.Contains("engine: cpu,ok,", ended.Output, StringComparison.Ordinal);
        Assert.Contains("engine: torchsharp,", ended.Output, StringComparison.Ordinal);
        Assert.Contains("GPU", ended.Output, StringComparison.Ordinal);
    }

    // Long lines are wrapped at the width of the terminal.
    private static string Words(string text) => string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    private static async Task<SweepProcess.Ended> RunAsync(TemporaryFolder folder, string spec, params string[] options)
    {
        await File.WriteAllTextAsync(folder["spec.yaml"], spec);
        return await SweepProcess.RunAsync(folder.FullName, ["run", "spec.yaml", .. options]);
    }
}
