using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Scores of classes by logits.</summary>
public sealed unsafe class ClassObjectiveTests
{
    private const int Lanes = 16;

    // PyTorch 1.13, double precision.
    [Fact]
    public void Loss_and_calibration_error_of_three_samples_are_those_of_the_reference()
    {
        var score = Score([[2, 1, -1], [0, 0, 3], [1, 2, 0.5f]], [0, 2, 0]);
        Assert.Equal(0.6361013191, score.Loss, 1e-7);
        Assert.Equal(0.3379014027, score.Classes!.CalibrationError, 1e-7);
        Assert.Equal(2.0 / 3, score.Accuracy);
        Assert.Equal((1.0 / 2 + 1) / 2, score.Classes.BalancedAccuracy);
        Assert.Equal((2.0 / 3 + 0 + 1) / 3, score.Classes.MacroF1, 1e-15);
    }

    [Theory]
    [InlineData(0, true)] // 6 is the largest
    [InlineData(2, true)] // 4
    [InlineData(4, true)] // the first of two 2s is the fifth
    [InlineData(5, false)] // the second is the sixth
    [InlineData(6, false)]
    public void The_five_largest_logits_are_told_the_first_of_equal_ones_before(int label, bool expected) =>
        Assert.Equal(expected ? 1 : 0, Score([[6, 5, 4, 3, 2, 2, 1]], [(byte)label]).Classes!.TopFiveAccuracy);

    [Fact]
    public void Logits_that_are_no_numbers_tell_nothing()
    {
        var score = Score([[float.NaN, float.NaN, float.NaN, float.NaN, float.NaN, float.NaN]], [0]);
        Assert.Equal((0.0, 0.0), (score.Accuracy, score.Classes!.TopFiveAccuracy));
    }

    private static Evaluation Score(float[][] logits, byte[] labels)
    {
        int classes = logits[0].Length;
        float[] values = new float[classes * Lanes];
        for (int sample = 0; sample < logits.Length; sample++)
        {
            for (int c = 0; c < classes; c++)
                values[c * Lanes + sample] = logits[sample][c];
        }
        var objective = new ClassObjective(classes, Lanes);
        var samples = new ByteSamples(new DatasetSplit(new byte[labels.Length], labels), TensorShape.Vector(1));
        objective.Restart();
        fixed (float* z = values)
        {
            double total = objective.Run(samples, [.. Enumerable.Range(0, labels.Length)], scale: 0, z, gradients: null);
            return objective.Score(total / labels.Length, labels.Length);
        }
    }
}
