using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Loss and gradients of numbers beside plain double precision. Of 16 lanes 11 are live.</summary>
public sealed unsafe class NumberObjectiveTests
{
    private const int Live = 11, Lanes = 16, Outputs = 3;

    private static readonly PixelStatistics Scale = new([100, -3, 0], [10, 2, 0.25]);

    [Fact]
    public void The_loss_is_the_mean_squared_error_in_standard_units()
    {
        var (predicted, targets) = Invent();
        Assert.Equal(Loss(predicted, targets), Run(predicted, targets, gradients: null), 1e-5);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        const double step = 1e-4;
        var (predicted, targets) = Invent();
        float[] gradients = new float[Outputs * Lanes];
        Array.Fill(gradients, 7);
        Run(predicted, targets, gradients);
        for (int i = 0; i < gradients.Length; i++)
        {
            double[] up = [.. predicted.Select(p => (double)p)], down = [.. up];
            (up[i], down[i]) = (up[i] + step, down[i] - step);
            Assert.Equal(0.5 * (Loss(up, targets) - Loss(down, targets)) / (2 * step), gradients[i], 1e-5);
        }
    }

    // (outputs, lanes) in standard units, (live, outputs) in their own.
    private static (float[] Predicted, float[] Targets) Invent()
    {
        float[] predicted = [.. Enumerable.Range(0, Outputs * Lanes).Select(i => (float)Math.Sin(i * 1.7))];
        float[] targets = [.. Enumerable.Range(0, Live * Outputs)
            .Select(i => (float)(Scale.Mean[i % Outputs] + Scale.Deviation[i % Outputs] * Math.Cos(i * 2.3)))];
        return (predicted, targets);
    }

    private static double Loss(float[] predicted, float[] targets) => Loss([.. predicted.Select(p => (double)p)], targets);

    private static double Loss(double[] predicted, float[] targets) => Enumerable.Range(0, Live * Outputs).Sum(i =>
    {
        int sample = i / Outputs, output = i % Outputs;
        double error = predicted[output * Lanes + sample] - (targets[i] - Scale.Mean[output]) / Scale.Deviation[output];
        return error * error / Outputs;
    });

    private static double Run(float[] predicted, float[] targets, float[]? gradients)
    {
        var split = new DatasetSplit(new SampleValues.Numbers(new float[Live]), new Targets.Numbers(targets, Outputs));
        fixed (float* p = predicted, to = gradients)
        {
            return new NumberObjective(Scale, Lanes).Run(SplitSamples.Create(split, TensorShape.Vector(1)), [.. Enumerable.Range(0, Live)],
                scale: 0.5f, p, to);
        }
    }
}
