using Sweep.Trainer.Networks;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Cpu.Samples;

/// <summary>Where a network's inputs and labels come from. For one thread at a time.</summary>
internal abstract unsafe class SampleSource
{
    /// <summary>One sample.</summary>
    public abstract TensorShape Shape { get; }

    /// <summary>How many samples there are.</summary>
    public abstract int Count { get; }

    /// <summary>Which samples are mixed with each other; null where each stands for itself.</summary>
    public virtual MixedBatches? Mixed => null;

    /// <summary>Writes samples side by side; lanes beyond the last sample repeat it.</summary>
    /// <param name="samples">Numbers of at least one sample.</param>
    /// <param name="lanes">Samples per micro-batch.</param>
    /// <param name="destination">(channels, height, width, lanes).</param>
    public abstract void Load(ReadOnlySpan<int> samples, int lanes, float* destination);

    /// <summary>Says which samples will be loaded soon, so that they can be fetched from memory meanwhile.</summary>
    public virtual void Prefetch(ReadOnlySpan<int> samples)
    {
    }

    /// <summary>Writes the classes of samples.</summary>
    public abstract void Labels(ReadOnlySpan<int> samples, Span<int> labels);

    /// <summary>Writes the masks of samples side by side, 1 and 0, each moved like its image, or their numbers; lanes beyond the last
    /// sample repeat it.</summary>
    /// <param name="samples">Numbers of at least one sample.</param>
    /// <param name="lanes">Samples per micro-batch.</param>
    /// <param name="destination">(height, width, lanes), or (outputs, lanes).</param>
    /// <exception cref="NotSupportedException">The samples have classes.</exception>
    public virtual void Targets(ReadOnlySpan<int> samples, int lanes, float* destination) =>
        throw new NotSupportedException("These samples have classes, no masks or numbers.");
}
