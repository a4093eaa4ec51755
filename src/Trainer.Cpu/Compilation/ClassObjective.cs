using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Classes of samples by cross-entropy.</summary>
/// <param name="classes">Outputs of the network.</param>
/// <param name="lanes">Samples of a micro-batch.</param>
internal sealed unsafe class ClassObjective(int classes, int lanes) : Objective
{
    private readonly int[] labels = new int[lanes];
    private int correct;

    /// <inheritdoc/>
    public override double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        var own = labels.AsSpan(0, samples.Length);
        source.Labels(samples, own);
        return CrossEntropy.Run(logits, classes, lanes, own, scale, gradients, ref correct);
    }

    /// <inheritdoc/>
    public override void Restart() => correct = 0;

    /// <inheritdoc/>
    public override Evaluation Score(double loss, int samples) => new(loss, (double)correct / samples);
}
