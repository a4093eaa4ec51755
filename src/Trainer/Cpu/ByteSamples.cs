using System.Runtime.CompilerServices;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu;

/// <summary>Images kept as bytes; a micro-batch of them becomes floats in [0,1] on its way into the network.</summary>
internal sealed unsafe class ByteSamples : SampleSource
{
    private readonly ImageSplit split;

    public ByteSamples(ImageSplit split, TensorShape shape) => (this.split, Shape) = (split, shape);

    /// <inheritdoc/>
    public override TensorShape Shape { get; }

    /// <inheritdoc/>
    public override int Count => split.Count;

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        fixed (byte* images = split.Images)
        {
            byte** rows = stackalloc byte*[16];
            for (int first = 0; first < lanes; first += 16)
            {
                for (int lane = 0; lane < 16; lane++)
                    rows[lane] = images + (nint)samples[Math.Min(first + lane, samples.Length - 1)] * Shape.Count;
                Interleave(rows, Shape.Count, destination + first, lanes);
            }
        }
    }

    /// <inheritdoc/>
    public override void Labels(ReadOnlySpan<int> samples, Span<int> labels)
    {
        for (int i = 0; i < samples.Length; i++)
            labels[i] = split.Labels[samples[i]];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Interleave(byte** rows, int count, float* destination, nint step)
    {
        for (int lane = 0; lane < 16; lane++)
        {
            byte* row = rows[lane];
            float* to = destination + lane;
            for (int i = 0; i < count; i++, to += step)
                *to = row[i] / 255f;
        }
    }
}
