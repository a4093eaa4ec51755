using Sweep.Testing;

namespace Sweep.Client.Tests;

/// <summary>Commands on specs that declare their trainer.</summary>
public sealed class DeclaredTrainerTests : IDisposable
{
    private const string Spec = """
        name: program
        trainer:
          command: [python3, train.py]
          track: [train.py]
          settings: { dataset: mnist, activation: [relu, elu], precision: float32 }
          metrics: { score: larger }
        precision: bfloat16
        grid: { activation: [relu, elu] }
        seeds: 4
        compare: { factor: activation }
        """;

    private readonly TemporaryFolder folder = new();

    public DeclaredTrainerTests()
    {
        File.WriteAllText(folder["spec.yaml"], Spec);
        File.WriteAllText(folder["train.py"], "print()");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Plan_knows_the_trials_and_that_nothing_is_known_of_their_time()
    {
        var plan = await RunAsync("plan", "spec.yaml", "--format", "csv");
        Assert.Equal(0, plan.Code);
        Assert.Contains("trials,8", plan.Output, StringComparison.Ordinal);
        Assert.Contains("trainer,python3 train.py", plan.Output, StringComparison.Ordinal);
        Assert.Contains("has no earlier trials of 'python3 train.py'", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_cannot_probe_a_program() =>
        Assert.Contains("leave --probe out", (await RunAsync("plan", "spec.yaml", "--probe")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_missing_tracked_file_is_a_mistake_of_the_spec()
    {
        File.Delete(folder["train.py"]);
        var plan = await RunAsync("plan", "spec.yaml");
        Assert.Equal(2, plan.Code);
        Assert.Contains("spec.yaml:4:11: There is no file train.py in ", plan.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tracked_files_may_be_in_a_programs_folder_of_their_own()
    {
        Directory.CreateDirectory(folder["programs"]);
        File.Move(folder["train.py"], folder["programs/train.py"]);
        Assert.Equal(0, (await RunAsync("plan", "spec.yaml", "--programs", "programs")).Code);
        Assert.Equal(0, (await RunAsync("submit", "spec.yaml", "--programs", "programs")).Code);
    }

    [Fact]
    public async Task A_submitted_sweep_is_read_without_its_files_and_has_no_network_to_show()
    {
        Assert.Equal(0, (await RunAsync("submit", "spec.yaml")).Code);
        File.Delete(folder["train.py"]);
        var status = await RunAsync("status", "program", "--format", "csv");
        Assert.Contains("program,waiting,8", status.Output, StringComparison.Ordinal);
        var inspect = await RunAsync("inspect", "program", "--where", "activation=elu", "--seed", "0");
        Assert.Contains("inspect draws networks that sweep trains itself", inspect.Error, StringComparison.Ordinal);
        var export = await RunAsync("export", "program", "--where", "precision=bfloat16");
        Assert.EndsWith(",activation,dataset,precision,trainer,epoch,score", export.Output.Split('\n')[0].TrimEnd(),
            StringComparison.Ordinal);
        Assert.Equal(9, export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("no such metric", (await RunAsync("compare", "program", "--metric", "scor")).Error, StringComparison.Ordinal);
    }

    private async Task<SweepProcess.Ended> RunAsync(params string[] arguments)
    {
        using var process = SweepProcess.Start(folder.FullName, arguments);
        return await process.WaitAsync();
    }
}
