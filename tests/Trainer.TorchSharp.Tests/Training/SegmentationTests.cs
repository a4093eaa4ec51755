using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Cpu.Tests.Reference;
using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Trainings on masks: like the CPU engine, together like alone, after a stop like before.</summary>
public sealed class SegmentationTests
{
    private static readonly TrialTrainer Torch = Together.Torch(dataset: Invented.Masks);
    private static readonly TrialTrainer Cpu = Together.Cpu(Invented.Masks);

    public static TheoryData<PixelLoss> Losses => ReferenceMaskLoss.Losses;

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_and_gradients_are_those_of_the_formula(PixelLoss loss)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var (logits, masks) = ReferenceMaskLoss.Invent(samples: 4, pixels: 6);
        var z = torch.tensor([.. logits.SelectMany(l => l)], [1, 4, 6], requires_grad: true);
        var losses = MaskLoss.Compute(loss, z, torch.tensor([.. masks.SelectMany(m => m)], [4, 1, 6]));
        Assert.All(losses.data<double>().ToArray().Select((l, s) => (l, s)), pair =>
            Assert.Equal(ReferenceMaskLoss.Of(loss, logits[pair.s], masks[pair.s]), pair.l, 1e-12));
        double[] slopes = torch.autograd.grad([losses.sum()], [z])[0].data<double>().ToArray();
        for (int i = 0; i < slopes.Length; i++)
            Assert.Equal(ReferenceMaskLoss.Slope(loss, logits[i / 6], masks[i / 6], i % 6), slopes[i], 1e-8);
    }

    [Theory]
    [InlineData("cross-entropy", "none")]
    [InlineData("dice", "none")]
    [InlineData("both", "crop-flip")]
    [InlineData("cross-entropy", "rotation")]
    public void Both_engines_train_alike(string loss, string augmentation)
    {
        var trial = Invented.MaskTrial(3, ("loss", Invented.Text(loss)), ("augmentation", Invented.Text(augmentation)),
            ("validationSplit", Invented.Number(0.25)), ("learningRate", Invented.Number(0.001)), ("batchSize", Invented.Number(24)));
        var (outcomes, actual) = Together.Train(Torch, trial);
        var (expectedOutcomes, expected) = Together.Train(Cpu, trial);
        Assert.Equal(expectedOutcomes, outcomes);
        Assert.Equal(expected.Heard[0].Metrics.Values.Select(v => v.Key), actual.Heard[0].Metrics.Values.Select(v => v.Key));
        foreach (string metric in new[] { "trainLoss", "testLoss", "validationLoss", "testAccuracy", "testDice", "validationDice" })
            Together.Close(expected.Of(trial, metric), actual.Of(trial, metric), 2e-3, metric);
    }

    [Fact]
    public void Fused_trials_come_to_what_each_comes_to_alone()
    {
        TrialDescription[] trials =
        [
            Invented.MaskTrial(0, ("learningRate", Invented.Number(0.001))),
            Invented.MaskTrial(1, ("learningRate", Invented.Number(0.002)), ("activation", Invented.Text("relu"))),
        ];
        var together = Together.Train(Torch, trials).Heard;
        foreach (var trial in trials)
        {
            var alone = Together.Train(Torch, trial).Heard;
            foreach (string metric in new[] { "trainLoss", "testLoss", "testAccuracy", "testDice" })
                Together.Close(alone.Of(trial, metric), together.Of(trial, metric), 1e-3, metric);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_training_that_was_stopped_goes_on_bit_for_bit(bool onTorch)
    {
        using var folder = new TemporaryFolder();
        var trial = Invented.MaskTrial(2, ("epochs", Invented.Number(3)));
        var whole = Together.Train(onTorch ? Torch : Cpu, trial).Heard;
        using var stop = new CancellationTokenSource();
        Train(onTorch, folder, trial, new Together { OnEpoch = stop.Cancel }, stop.Token);
        var heard = new Together();
        Train(onTorch, folder, trial, heard, default);
        Assert.Equal(whole.Bits(trial), heard.Bits(trial));
        Assert.Equal([1, 2, 3], heard.Heard.Select(h => h.Metrics.Epoch));
    }

    private static void Train(bool onTorch, TemporaryFolder folder, TrialDescription trial, Together observer, CancellationToken stop)
    {
        using var trainer = new TrialTrainer(onTorch ? new TorchEngine([TorchDevice.Cpu], 8) : new Sweep.Trainer.Cpu.CpuEngine(),
            (_, _) => Invented.Masks, TimeProvider.System, new CheckpointFolder(folder.FullName));
        trainer.Train(new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 1)] }, observer, stop);
    }
}
