using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Samples made of floats, for networks on small invented data.</summary>
internal sealed unsafe class FloatSamples(TensorShape shape, float[] values, int[] classes) : SampleSource
{
    public override TensorShape Shape => shape;

    public override int Count => classes.Length;

    public override void Load(ReadOnlySpan<int> samples, int lanes, float* destination)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            int sample = samples[Math.Min(lane, samples.Length - 1)];
            for (int i = 0; i < shape.Count; i++)
                destination[i * lanes + lane] = values[sample * shape.Count + i];
        }
    }

    public override void Labels(ReadOnlySpan<int> samples, Span<int> labels)
    {
        for (int i = 0; i < samples.Length; i++)
            labels[i] = classes[samples[i]];
    }
}
