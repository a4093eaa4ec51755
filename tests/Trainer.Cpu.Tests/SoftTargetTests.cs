using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Training;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Losses of smooth and of mixed labels. Of 8 lanes 3 or more are live.</summary>
public sealed unsafe class SoftTargetTests
{
    private const int Lanes = 8, Classes = 3;

    private static readonly double[][] Checked = [[2, 1, -1], [0, 0, 3], [1, 2, 0.5]]; // labels 0 2 0

    [Fact]
    public void Smooth_labels_have_their_loss_in_training_and_plain_ones_in_evaluation()
    {
        var source = Source([0, 2, 0], null);
        var objective = new ClassObjective(Classes, Lanes, smoothing: 0.1);
        Assert.Equal(0.7416568747, Run(objective, source, Checked, new float[Classes * Lanes]) / 3, 1e-6);
        Assert.Equal(0.6361013191, Run(objective, source, Checked, gradients: null) / 3, 1e-6);
    }

    [Theory]
    [InlineData(MixingKind.Mixup, 0)]
    [InlineData(MixingKind.CutMix, 0)]
    [InlineData(MixingKind.Mixup, 0.2)]
    public void Gradients_of_mixed_losses_are_their_slopes(MixingKind kind, double smoothing)
    {
        byte[] labels = [0, 2, 0, 1, 2];
        var mixed = new Mixing(kind, 1).Draw(new StreamKey(3), "1", [0, 1, 2, 3, 4], 5, 5, new SampleForm(1, 2, 2, false));
        var objective = new ClassObjective(Classes, Lanes, smoothing);
        double[][] logits = [.. Checked, [0.3, -0.7, 0.2], [-1, 0.5, 0.1]];
        float[] gradients = new float[Classes * Lanes];
        Array.Fill(gradients, 7);
        double loss = Run(objective, Source(labels, mixed), logits, gradients);
        Assert.Equal(Reference(logits), loss, 1e-5);
        for (int sample = 0; sample < Lanes; sample++)
        {
            for (int c = 0; c < Classes; c++)
            {
                double slope = sample < logits.Length ? Slope(sample, c) : 0;
                Assert.Equal(0.5 * slope, gradients[c * Lanes + sample], 1e-5);
            }
        }

        double Slope(int sample, int c)
        {
            const double step = 1e-5;
            double kept = logits[sample][c];
            logits[sample][c] = kept + step;
            double above = Reference(logits);
            logits[sample][c] = kept - step;
            double below = Reference(logits);
            logits[sample][c] = kept;
            return (above - below) / (2 * step);
        }

        double Reference(double[][] z) => z.Select((own, sample) =>
        {
            double log = Math.Log(own.Sum(Math.Exp)), share = mixed.ShareOf(sample);
            double hard = share * (log - own[labels[sample]]) + (1 - share) * (log - own[labels[mixed.PartnerOf(sample)]]);
            return (1 - smoothing) * hard + smoothing * own.Average(v => log - v);
        }).Sum();
    }

    [Fact]
    public void Mixed_samples_are_refused_with_masks()
    {
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Invented.Masks, TimeProvider.System);
        var failed = Assert.IsType<TrialOutcome.Failed>(
            Recorder.Train(Invented.MaskTrial(0, ("mixing", Invented.Text("mixup"))), default, trainer).Outcome);
        Assert.Equal("mixing is for datasets with classes: leave it out, or choose such a dataset.", failed.Message);
    }

    [Fact]
    public void A_step_on_mixed_samples_allocates_nothing()
    {
        byte[] labels = [0, 2, 0, 1, 2];
        var mixed = new Mixing(MixingKind.CutMix, 1).Draw(new StreamKey(3), "1", [0, 1, 2, 3, 4], 5, 5, new SampleForm(1, 2, 2, false));
        var source = Source(labels, mixed);
        var objective = new ClassObjective(Classes, Lanes, smoothing: 0.1);
        float[] input = new float[4 * Lanes], logits = new float[Classes * Lanes], gradients = new float[Classes * Lanes];
        int[] numbers = [0, 1, 2, 3, 4];
        long before = 0;
        fixed (float* x = input, z = logits, to = gradients)
        {
            for (int step = 0; step < 5; step++)
            {
                if (step == 1)
                    before = GC.GetAllocatedBytesForCurrentThread();
                source.Load(numbers, Lanes, x);
                objective.Run(source, numbers, scale: 1, z, to);
            }
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static ByteSamples Source(byte[] labels, MixedBatches? mixed)
    {
        var split = new DatasetSplit(new byte[labels.Length * 4], labels);
        return new ByteSamples(split, new TensorShape(1, 2, 2))
        {
            Training = TrainingSamples.Begin(new Dataset("images", 1, 2, 2, Classes, split, split), Normalization.None, null,
                new StreamKey(3), "1", mixed),
        };
    }

    private static double Run(ClassObjective objective, ByteSamples source, double[][] logits, float[]? gradients)
    {
        float[] lanes = new float[Classes * Lanes];
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = i % Lanes < logits.Length ? (float)logits[i % Lanes][i / Lanes] : 1;
        fixed (float* z = lanes, to = gradients)
            return objective.Run(source, [.. Enumerable.Range(0, logits.Length)], scale: 0.5f, z, to);
    }
}
