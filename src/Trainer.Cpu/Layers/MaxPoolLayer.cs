using System.Numerics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Max pooling over any windows. Keeps the input position of each maximum: the first in row order; NaN wins.</summary>
internal sealed unsafe class MaxPoolLayer : Layer, IKeptMaxima
{
    // Works on a window of a plane, which begins at a line and a column.
    private delegate void WindowAction(float* plane, int top, int left, float* window, float* winner);

    private readonly Tensor input, output;
    private readonly LayerDescription.MaxPool pool;
    private readonly float* winners; // (micro-batch, output) place of the maximum in its window, as a number
    private readonly nint stride;

    public MaxPoolLayer(Tensor input, Tensor output, LayerDescription.MaxPool pool, LayerMemory memory)
    {
        (this.input, this.output, this.pool) = (input, output, pool);
        winners = memory.Arena.Floats((long)output.Length * memory.KeptMicroBatches);
        stride = memory.KeptMicroBatches > 1 ? output.Length : 0;
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch), winner = winners + pass.MicroBatch * stride;
        int samples = input.Samples;
        for (int c = 0; c < output.Shape.Channels; c++, x += input.Plane)
        {
            for (int oy = 0; oy < output.Shape.Height; oy++)
            {
                for (int ox = 0; ox < output.Shape.Width; ox++, y += samples, winner += samples)
                    Best(x, oy * pool.Stride.Height - pool.Padding.Height, ox * pool.Stride.Width - pool.Padding.Width, y, winner);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (input.NeedsGradient)
            Spread(pass, output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch));
    }

    /// <inheritdoc/>
    public void Spread(in Pass pass, float* maxima, float* places)
    {
        Lines.Clear(places, input.Length);
        Visit(pass, maxima, places, Spread);
    }

    /// <inheritdoc/>
    public void Gather(in Pass pass, float* places, float* maxima) => Visit(pass, maxima, places, Gather);

    private void Visit(in Pass pass, float* window, float* plane, WindowAction action)
    {
        float* winner = winners + pass.MicroBatch * stride;
        int samples = input.Samples;
        for (int c = 0; c < output.Shape.Channels; c++, plane += input.Plane)
        {
            for (int oy = 0; oy < output.Shape.Height; oy++)
            {
                for (int ox = 0; ox < output.Shape.Width; ox++, window += samples, winner += samples)
                {
                    action(plane, oy * pool.Stride.Height - pool.Padding.Height, ox * pool.Stride.Width - pool.Padding.Width, window,
                        winner);
                }
            }
        }
    }

    private void Best(float* plane, int top, int left, float* y, float* winner)
    {
        for (int s = 0; s < input.Samples; s += Vector<float>.Count)
        {
            var best = new Vector<float>(float.NegativeInfinity);
            var place = Vector<float>.Zero;
            bool first = true;
            for (int i = 0; i < pool.Kernel.Height * pool.Kernel.Width; i++)
            {
                if (Position(top, left, i) is not { } position)
                    continue;
                var value = Vector.Load(plane + (nint)position * input.Samples + s);
                var better = first ? Vector<int>.AllBitsSet : Vector.GreaterThan(value, best) | ~Vector.Equals(value, value);
                best = Vector.ConditionalSelect(better, value, best);
                place = Vector.ConditionalSelect(better, new Vector<float>(i), place);
                first = false;
            }
            Vector.Store(best, y + s);
            Vector.Store(place, winner + s);
        }
    }

    private void Spread(float* plane, int top, int left, float* gradient, float* winner)
    {
        for (int i = 0; i < pool.Kernel.Height * pool.Kernel.Width; i++)
        {
            if (Position(top, left, i) is not { } position)
                continue;
            float* to = plane + (nint)position * input.Samples;
            for (int s = 0; s < input.Samples; s += Vector<float>.Count)
            {
                var won = Vector.Equals(Vector.Load(winner + s), new Vector<float>(i));
                Vector.Store(Vector.Load(to + s) + Vector.ConditionalSelect(won, Vector.Load(gradient + s), Vector<float>.Zero), to + s);
            }
        }
    }

    private void Gather(float* plane, int top, int left, float* window, float* winner)
    {
        for (int s = 0; s < input.Samples; s += Vector<float>.Count)
        {
            var taken = Vector<float>.Zero;
            for (int i = 0; i < pool.Kernel.Height * pool.Kernel.Width; i++)
            {
                if (Position(top, left, i) is not { } position)
                    continue;
                var won = Vector.Equals(Vector.Load(winner + s), new Vector<float>(i));
                taken = Vector.ConditionalSelect(won, Vector.Load(plane + (nint)position * input.Samples + s), taken);
            }
            Vector.Store(taken, window + s);
        }
    }

    // The input position of a window's i-th place, or null where it lies in the padding.
    private int? Position(int top, int left, int i)
    {
        int y = top + i / pool.Kernel.Width, x = left + i % pool.Kernel.Width;
        return (uint)y < (uint)input.Shape.Height && (uint)x < (uint)input.Shape.Width ? y * input.Shape.Width + x : null;
    }
}
