using System.Numerics;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Channels and positions exchanged; the samples of each stay together.</summary>
internal sealed unsafe class TransposeLayer(Tensor input, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass) =>
        Run(input.Values(pass.MicroBatch), input.Shape.Channels, input.Shape.Plane, output.Values(pass.MicroBatch));

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (input.NeedsGradient)
            Run(output.Gradients(pass.MicroBatch), input.Shape.Plane, input.Shape.Channels, input.Gradients(pass.MicroBatch));
    }

    // (rows, columns, samples) to (columns, rows, samples).
    private void Run(float* from, int rows, int columns, float* to)
    {
        int samples = input.Samples;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float* target = to + ((nint)column * rows + row) * samples;
                for (int s = 0; s < samples; s += Vector<float>.Count, from += Vector<float>.Count)
                    Vector.Store(Vector.Load(from), target + s);
            }
        }
    }
}
