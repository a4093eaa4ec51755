using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Samples;

/// <summary>Measured numbers, normalized on their way into the network.</summary>
/// <inheritdoc/>
internal sealed unsafe class NumberSamples(DatasetSplit split, TensorShape shape, PixelStatistics? standard = null)
    : SplitSamples(split, shape, standard)
{
    private readonly float[] values = ((SampleValues.Numbers)split.Samples).Values; // (count, channels, height, width)

    /// <inheritdoc/>
    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        if (Training is not null)
        {
            Load(Training, samples, lanes, destination);
            return;
        }
        for (int lane = 0; lane < lanes; lane++)
        {
            var own = values.AsSpan(samples[Math.Min(lane, samples.Length - 1)] * Shape.Count, Shape.Count);
            for (int channel = 0, i = 0; channel < Shape.Channels; channel++)
            {
                float scale = Scale[channel], shift = Shift[channel];
                for (int end = i + Shape.Plane; i < end; i++)
                    destination[(nint)i * lanes + lane] = MathF.FusedMultiplyAdd(own[i], scale, shift);
            }
        }
    }
}
