using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Cpu.Tests.Reference;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Losses, gradients and scores of masks beside plain double precision. Of 16 lanes 11 are live.</summary>
public sealed unsafe class MaskObjectiveTests
{
    private const int Live = 11, Lanes = 16, Height = 3, Width = 5, Pixels = Height * Width;

    public static TheoryData<PixelLoss> Losses => ReferenceMaskLoss.Losses;

    [Theory]
    [MemberData(nameof(Losses))]
    public void Losses_and_gradients_are_those_of_the_formula(PixelLoss loss)
    {
        var (logits, masks) = ReferenceMaskLoss.Invent(Live, Pixels);
        float[] gradients = new float[Pixels * Lanes];
        Array.Fill(gradients, 7);
        double total = Run(new MaskObjective(Pixels, Lanes, loss), logits, masks, scale: 0.5f, gradients);
        Assert.Equal(logits.Zip(masks, (z, t) => ReferenceMaskLoss.Of(loss, z, t)).Sum(), total, 1e-5);
        for (int i = 0; i < gradients.Length; i++)
        {
            double expected = i % Lanes < Live
                ? 0.5 * ReferenceMaskLoss.Slope(loss, logits[i % Lanes], masks[i % Lanes], pixel: i / Lanes) : 0;
            Assert.Equal(expected, gradients[i], 1e-6);
        }
    }

    [Fact]
    public void Accuracy_and_Dice_count_the_pixels_of_all_images()
    {
        var (logits, masks) = ReferenceMaskLoss.Invent(Live, Pixels);
        var objective = new MaskObjective(Pixels, Lanes, PixelLoss.CrossEntropy);
        Run(objective, logits, masks, scale: 0, gradients: null); // forgotten
        objective.Restart();
        Run(objective, logits[..6], masks[..6], scale: 0, gradients: null);
        Run(objective, logits[6..], masks[6..], scale: 0, gradients: null);
        var score = objective.Score(loss: 1.5, samples: Live);
        (bool Found, bool Sought)[] all = [.. logits.SelectMany(z => z).Zip(masks.SelectMany(t => t), (z, t) => (z > 0, t == 1))];
        Assert.Equal((1.5, (double)all.Count(p => p.Found == p.Sought) / all.Length), (score.Loss, score.Accuracy));
        Assert.Equal(2.0 * all.Count(p => p.Found && p.Sought) / (all.Count(p => p.Found) + all.Count(p => p.Sought)), score.Dice);
    }

    [Fact]
    public void The_Dice_of_empty_masks_that_are_found_empty_is_one()
    {
        var objective = new MaskObjective(Pixels, Lanes, PixelLoss.CrossEntropy);
        double[] low = [.. Enumerable.Repeat(-1.0, Pixels)];
        Run(objective, [low], [new byte[Pixels]], scale: 0, gradients: null);
        Assert.Equal(1, objective.Score(loss: 0, samples: 1).Dice);
    }

    [Fact]
    public void Pixels_of_a_network_that_gives_no_numbers_are_all_wrong()
    {
        var objective = new MaskObjective(Pixels, Lanes, PixelLoss.CrossEntropy);
        double[] none = [.. Enumerable.Repeat(double.NaN, Pixels)];
        byte[] mask = [1, .. new byte[Pixels - 1]];
        Run(objective, [none], [mask], scale: 0, gradients: null);
        var score = objective.Score(loss: double.NaN, samples: 1);
        Assert.Equal((0, 0), (score.Accuracy!.Value, score.Dice!.Value));
    }

    [Fact]
    public void A_step_on_augmented_masks_allocates_nothing()
    {
        var split = DatasetSplit.WithMasks(new byte[Live * Pixels], new byte[Live * Pixels], Pixels);
        var dataset = new Dataset("masks", 1, Height, Width, new Segmentation(), split, split);
        var samples = new ByteSamples(split, new TensorShape(1, Height, Width))
        {
            Training = TrainingSamples.Begin(dataset, Normalization.None, new Augmentation([new CropFlip(1, Flip: true), new Rotation(9)]),
                new StreamKey(3), "1"),
        };
        var objective = new MaskObjective(Pixels, Lanes, PixelLoss.Both);
        int[] numbers = [.. Enumerable.Range(0, Live)];
        float[] logits = new float[Pixels * Lanes], gradients = new float[Pixels * Lanes];
        long before = 0;
        fixed (float* z = logits, to = gradients)
        {
            for (int step = 0; step < 5; step++)
            {
                if (step == 1)
                    before = GC.GetAllocatedBytesForCurrentThread();
                objective.Run(samples, numbers, scale: 1, z, to);
            }
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static double Run(MaskObjective objective, double[][] logits, byte[][] masks, float scale, float[]? gradients)
    {
        var split = DatasetSplit.WithMasks(new byte[masks.Length * Pixels], [.. masks.SelectMany(m => m)], Pixels);
        float[] lanes = new float[Pixels * Lanes];
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = i % Lanes < logits.Length ? (float)logits[i % Lanes][i / Lanes] : 1;
        fixed (float* z = lanes, to = gradients)
        {
            return objective.Run(new ByteSamples(split, new TensorShape(1, Height, Width)), [.. Enumerable.Range(0, logits.Length)], scale,
                z, to);
        }
    }
}
