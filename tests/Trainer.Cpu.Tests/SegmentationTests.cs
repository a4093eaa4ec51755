using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Trainings on masks, end to end.</summary>
public sealed class SegmentationTests
{
    private static readonly TrialTrainer Trainer = new(new CpuEngine(), (_, _) => Invented.Masks, TimeProvider.System);

    [Theory]
    [InlineData("cross-entropy")]
    [InlineData("dice")]
    [InlineData("both")]
    public void A_network_learns_masks_with_every_loss(string loss)
    {
        var (outcome, recorder) = Train(("loss", Invented.Text(loss)), ("epochs", Invented.Number(10)));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double[] dice = recorder.Of("testDice"), losses = recorder.Of("trainLoss");
        Assert.True(dice[^1] > 0.6 && recorder.Of("testAccuracy")[^1] > 0.7 && losses[^1] < 0.8 * losses[0], string.Join(" ", dice));
    }

    [Fact]
    public void Masks_have_metrics_of_their_own_and_classes_have_not()
    {
        string[] metrics = Metrics(Train(("validationSplit", Invented.Number(0.25))).Recorder);
        Assert.Equal(["trainLoss", "testAccuracy", "testLoss", "testDice", "validationAccuracy", "validationLoss", "validationDice",
            "trainSeconds"], metrics);
        Assert.Equal(["trainLoss", "testAccuracy", "testLoss", "testBalancedAccuracy", "testMacroF1", "testCalibrationError",
            "trainSeconds", "totalSeconds", "parameters", "multiplyAdds", "peakMemory"],
            Metrics(Recorder.Train(Invented.Trial(0, ("epochs", Invented.Number(1)))).Recorder));
    }

    [Fact]
    public void A_loss_of_masks_is_refused_with_classes()
    {
        var failed = Assert.IsType<TrialOutcome.Failed>(Recorder.Train(Invented.Trial(0, ("loss", Invented.Text("dice")))).Outcome);
        Assert.Equal("loss: dice is for datasets with masks: leave it out with classes.", failed.Message);
    }

    [Fact]
    public void A_rate_that_is_much_too_large_diverges() =>
        Assert.IsType<TrialOutcome.Diverged>(Train(("learningRate", Invented.Number(1e30))).Outcome);

    [Fact]
    public void Batches_of_one_and_networks_without_batch_norm_learn_masks_too()
    {
        var own = Invented.Group(("name", Invented.Text("plain")), ("layers", new SettingValue.List(
        [
            Invented.Group(("conv", Invented.Group(("channels", Invented.Number(4)), ("padding", Invented.Number(1))))),
            Invented.Text("activation"),
            Invented.Group(("conv", Invented.Group(("channels", Invented.Number(1)), ("kernel", Invented.Number(1))))),
        ])));
        var (outcome, recorder) = Train(("architecture", own), ("batchSize", Invented.Number(1)), ("learningRate", Invented.Number(0.01)),
            ("trainSamples", Invented.Number(60)));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.True(recorder.Of("trainLoss")[1] < recorder.Of("trainLoss")[0]);
    }

    private static string[] Metrics(Recorder recorder) => [.. recorder.Heard[0].Metrics.Values.Select(v => v.Key)];

    private static (TrialOutcome Outcome, Recorder Recorder) Train(params (string, SettingValue)[] settings) =>
        Recorder.Train(Invented.MaskTrial(0, settings), default, Trainer);
}
