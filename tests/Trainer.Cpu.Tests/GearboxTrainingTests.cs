using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Signals, end to end.</summary>
public sealed class GearboxTrainingTests
{
    private static readonly Lazy<Dataset> Signals = new(() => GearboxFaults.Description.Format.Read(
        GearboxFaults.Description with { TrainCount = 1152, TestCount = 288 }, [], default));

    [Fact]
    public void A_small_network_tells_the_faults_apart()
    {
        var layers = new SettingValue.List(
        [
            .. Block(16, 31, 8), .. Block(16, 15, 4), .. Block(32, 9, 2), Invented.Text("globalavgpool"),
            Invented.Group(("linear", Invented.Text("classes"))),
        ]);
        var trial = Invented.Trial(0, ("dataset", Invented.Text("gearbox")), ("activation", Invented.Text("relu")),
            ("architecture", Invented.Group(("name", Invented.Text("slim")), ("layers", layers))), ("optimizer", Invented.Text("adam")),
            ("learningRate", Invented.Number(0.005)), ("batchSize", Invented.Number(32)), ("epochs", Invented.Number(10)));
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Signals.Value, TimeProvider.System);
        var (outcome, recorder) = Recorder.Train(trial, trainer: trainer);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double[] accuracies = recorder.Of("testAccuracy");
        Assert.True(accuracies[^1] > 0.4, string.Join(" ", accuracies)); // chance is 1/8
    }

    private static SettingValue[] Block(int channels, int kernel, int stride) =>
    [
        Invented.Group(("conv", Invented.Group(("channels", Invented.Number(channels)), ("kernel", Pair(1, kernel)),
            ("stride", Pair(1, stride)), ("padding", Pair(0, kernel / 2))))),
        Invented.Text("batchnorm"), Invented.Text("activation"),
    ];

    private static SettingValue.List Pair(int first, int second) => new([Invented.Number(first), Invented.Number(second)]);
}
