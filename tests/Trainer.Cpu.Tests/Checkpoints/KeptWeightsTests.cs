using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests.Checkpoints;

public sealed class KeptWeightsTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    private CheckpointFolder Folder => new(temporary.FullName);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Weights_are_found_by_their_trial()
    {
        var trial = Invented.Trial();
        Assert.Null(Folder.ReadWeights(trial.Id, out string? problem));
        Assert.Null(problem);
        Train(trial);
        Assert.Equal("conv1.weight", Folder.ReadWeights(trial.Id, out problem)![0].Name);
        Assert.Null(problem);
    }

    [Fact]
    public void Weights_of_another_trial_and_damaged_ones_are_refused()
    {
        var (trial, other) = (Invented.Trial(0), Invented.Trial(1));
        Train(trial);
        File.Copy(FileOf(trial), FileOf(other));
        Assert.Null(Folder.ReadWeights(other.Id, out string? problem));
        Assert.Contains($"are of the trial {trial.Id}", problem, StringComparison.Ordinal);

        File.WriteAllBytes(FileOf(trial), File.ReadAllBytes(FileOf(trial))[..^4]);
        Assert.Null(Folder.ReadWeights(trial.Id, out problem));
        Assert.Contains("are damaged", problem, StringComparison.Ordinal);
    }

    private string FileOf(TrialDescription trial) => temporary[$"{trial.Id}.weights.safetensors"];

    private void Train(TrialDescription trial) =>
        new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System, Folder).Train(
            new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 0, KeepsWeights: true)] }, new Recorder(), default);
}
