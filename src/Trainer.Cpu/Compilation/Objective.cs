using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Samples;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>What a network is trained for: the loss of a micro-batch, its gradients, and how well the network did. One thread at a
/// time.</summary>
internal abstract unsafe class Objective
{
    /// <summary>Sum of the losses of a micro-batch, and the gradients of their mean over the batch.</summary>
    /// <param name="source">Where the targets are.</param>
    /// <param name="samples">The live samples of the micro-batch.</param>
    /// <param name="scale">1 / samples of the whole batch.</param>
    /// <param name="logits">(outputs, samples of a micro-batch).</param>
    /// <param name="gradients">(outputs, samples of a micro-batch) overwritten; zero for samples beyond the live ones. Null in
    /// evaluation.</param>
    public abstract double Run(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients);

    /// <summary>Forgets the scores so far.</summary>
    public abstract void Restart();

    /// <summary>The scores of all micro-batches since <see cref="Restart"/>.</summary>
    /// <param name="loss">Their mean loss.</param>
    /// <param name="samples">How many samples they had.</param>
    public abstract Evaluation Score(double loss, int samples);
}
