using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Numbers of samples by the mean squared error over the outputs. The network predicts them in standard units: less their mean
/// over the training samples, divided by their deviation there.</summary>
/// <param name="units">Means and deviations of the targets, one per output of the network.</param>
/// <param name="lanes">Samples of a micro-batch.</param>
internal sealed unsafe class NumberObjective(PixelStatistics units, int lanes) : Objective
{
    private readonly int outputs = units.Mean.Count;
    private readonly float[] targets = new float[units.Mean.Count * lanes]; // (outputs, lanes)
    private readonly NumberTally tally = new(units);

    /// <inheritdoc/>
    public override double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        double total = 0;
        fixed (float* t = targets)
        {
            source.Targets(samples, lanes, t);
            for (int output = 0; output < outputs; output++)
            {
                nint first = (nint)output * lanes;
                for (int lane = 0; lane < samples.Length; lane++)
                {
                    float predicted = logits[first + lane], target = units.Standardize(output, t[first + lane]), error = predicted - target;
                    total += (double)error * error / outputs;
                    if (gradients != null)
                        gradients[first + lane] = 2 * error * (scale / outputs);
                    else
                        tally.Add(output, predicted, target);
                }
                if (gradients != null)
                    new Span<float>(gradients + first + samples.Length, lanes - samples.Length).Clear();
            }
        }
        return total;
    }

    /// <inheritdoc/>
    public override void Restart() => tally.Clear();

    /// <inheritdoc/>
    public override Evaluation Score(double loss, int samples) => tally.Score(loss, samples);
}
