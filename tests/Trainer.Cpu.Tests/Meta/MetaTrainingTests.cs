using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Tests.Training;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests.Meta;

/// <summary>Whole trainings by episodes.</summary>
public sealed class MetaTrainingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("maml")]
    [InlineData("first-order-maml")]
    [InlineData("anil")]
    [InlineData("reptile")]
    public void Classes_never_seen_are_told_apart_after_training(string method)
    {
        var (outcome, heard) = Train(Blobs.Trial(0, [("name", Blobs.Text(method)), ("stepsPerEpoch", Blobs.Number(30))]));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double[] losses = heard.Of(MetricCatalogue.TrainLoss.Name);
        Assert.True(losses[1] < losses[0], $"{losses[0]}, then {losses[1]}");
        double accuracy = heard.Of(MetricCatalogue.TestAccuracy.Name)[1];
        Assert.True(accuracy > 0.55, $"{accuracy}, chance is a third");
    }

    [Theory]
    [InlineData("transductive")]
    [InlineData("running")]
    public void A_training_that_was_stopped_goes_on_bit_for_bit(string batchNorm)
    {
        var trial = Blobs.Trial(3, [("batchNorm", Blobs.Text(batchNorm))], ("epochs", Blobs.Number(3)),
            ("architecture", Blobs.Group(("name", Blobs.Text("few-shot-cnn-omniglot")), ("width", Blobs.Number(6)))));
        long[] whole = Train(trial).Heard.Bits;
        using var stop = new CancellationTokenSource();
        Assert.IsType<TrialOutcome.Cancelled>(Train(trial, new Recorder { OnEpoch = stop.Cancel }, stop.Token).Outcome);
        var (outcome, heard) = Train(trial, new Recorder());
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal(whole, heard.Bits);
    }

    [Fact]
    public void Inner_steps_that_are_too_large_end_the_trial() => Assert.Equal(new TrialOutcome.Diverged(1, 1),
        Train(Blobs.Trial(0, [("innerRate", Blobs.Number(1e30))])).Outcome);

    private static (TrialOutcome Outcome, Recorder Heard) Train(TrialDescription trial) =>
        Recorder.Train(trial, trainer: new TrialTrainer(new CpuEngine(), (_, _) => Blobs.Dataset, TimeProvider.System));

    private (TrialOutcome Outcome, Recorder Heard) Train(TrialDescription trial, Recorder recorder, CancellationToken stop = default)
    {
        var checkpoints = new CheckpointFolder(folder.FullName);
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Blobs.Dataset, TimeProvider.System, checkpoints);
        var saved = new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 1)] };
        return (trainer.Train(saved, recorder, stop).Single(), recorder);
    }
}
