using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Metrics;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Classes of samples by cross-entropy.</summary>
/// <param name="classes">Outputs of the network.</param>
/// <param name="lanes">Samples of a micro-batch.</param>
/// <param name="smoothing">The part of a training target that all classes share, in [0,1).</param>
/// <param name="countsConfusion">Whether the scores have a confusion matrix.</param>
internal sealed unsafe class ClassObjective(int classes, int lanes, double smoothing = 0, bool countsConfusion = false) : Objective
{
    private readonly int[] labels = new int[lanes], partners = new int[lanes];
    private readonly float[] shares = new float[lanes];
    private readonly ClassTally tally = new(classes, countsConfusion);

    /// <inheritdoc/>
    public override double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        var own = labels.AsSpan(0, samples.Length);
        source.Labels(samples, own);
        double loss = CrossEntropy.Run(logits, classes, lanes, own, scale, gradients, tally);
        return gradients == null || (smoothing == 0 && source.Mixed is null) ? loss
            : loss + Soften(source, samples, scale, logits, gradients);
    }

    private double Soften(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients)
    {
        Span<int> own = labels.AsSpan(0, samples.Length), others = partners.AsSpan(0, samples.Length);
        own.CopyTo(others);
        shares.AsSpan().Fill(1);
        if (source.Mixed is { } mixed)
        {
            for (int i = 0; i < samples.Length; i++)
                (others[i], shares[i]) = (mixed.PartnerOf(samples[i]), mixed.ShareOf(samples[i]));
            source.Labels(others, others);
        }
        return CrossEntropy.Soften(logits, classes, lanes, own, others, shares, smoothing, scale, gradients);
    }

    /// <inheritdoc/>
    public override void Restart() => tally.Clear();

    /// <inheritdoc/>
    public override Evaluation Score(double loss, int samples) => tally.Score(loss, samples);
}
