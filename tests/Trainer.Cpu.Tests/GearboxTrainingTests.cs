using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Signals, end to end.</summary>
public sealed class GearboxTrainingTests
{
    private static readonly Lazy<Dataset> Signals = new(() => GearboxFaults.Description.Format.Read(
        GearboxFaults.Description with { TrainCount = 576, TestCount = 144 }, [], default));

    [Fact]
    public void A_small_network_tells_the_faults_apart()
    {
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Signals.Value, TimeProvider.System);
        var trial = Invented.Trial(0, ("dataset", Invented.Text("gearbox")), ("architecture", Invented.Group(
            ("name", Invented.Text("resnet-1d")), ("blocks", Invented.Number(3)), ("strides", Invented.Text("drsn")))),
            ("activation", Invented.Text("relu")), ("learningRate", Invented.Number(0.1)), ("batchSize", Invented.Number(32)),
            ("epochs", Invented.Number(8)));
        var (outcome, recorder) = Recorder.Train(trial, trainer: trainer);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double[] accuracies = recorder.Of("testAccuracy");
        Assert.True(accuracies[^1] > 0.5, string.Join(" ", accuracies)); // chance is 1/8
    }
}
