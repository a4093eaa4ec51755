using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Classes of samples by cross-entropy.</summary>
/// <param name="classes">Outputs of the network.</param>
/// <param name="lanes">Samples of a micro-batch.</param>
/// <param name="countsConfusion">Whether the scores have a confusion matrix.</param>
internal sealed unsafe class ClassObjective(int classes, int lanes, bool countsConfusion = false) : Objective
{
    private readonly int[] labels = new int[lanes];
    private readonly ClassTally tally = new(classes, countsConfusion);

    /// <inheritdoc/>
    public override double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        var own = labels.AsSpan(0, samples.Length);
        source.Labels(samples, own);
        return CrossEntropy.Run(logits, classes, lanes, own, scale, gradients, tally);
    }

    /// <inheritdoc/>
    public override void Restart() => tally.Clear();

    /// <inheritdoc/>
    public override Evaluation Score(double loss, int samples) => tally.Score(loss, samples);
}
