using System.Numerics;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Mean or maximum over the channels of each position. Keeps the channel of each maximum: the first; NaN wins.</summary>
internal sealed unsafe class ChannelPoolLayer : Layer, IKeptMaxima
{
    private readonly Tensor input, output;
    private readonly float* winners; // (micro-batch, output) channel of the maximum, as a number; null for the mean
    private readonly nint stride;

    public ChannelPoolLayer(Tensor input, Tensor output, LayerDescription.ChannelPool layer, LayerMemory memory)
    {
        (this.input, this.output) = (input, output);
        if (!layer.IsMaximum)
            return;
        winners = memory.Arena.Floats((long)output.Length * memory.KeptMicroBatches);
        stride = memory.KeptMicroBatches > 1 ? output.Length : 0;
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        if (winners is not null)
        {
            Largest(x, y, winners + pass.MicroBatch * stride);
            return;
        }
        Lines.Clear(y, output.Length);
        for (int c = 0; c < input.Shape.Channels; c++)
            Lines.Add(x + (nint)c * output.Length, y, output.Length);
        Lines.Scale(y, 1f / input.Shape.Channels, output.Length);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* to = input.Gradients(pass.MicroBatch), gradient = output.Gradients(pass.MicroBatch);
        if (winners is not null)
        {
            Spread(pass, gradient, to);
            return;
        }
        Lines.Clear(to, input.Length);
        for (int c = 0; c < input.Shape.Channels; c++)
            Lines.AddScaled(gradient, 1f / input.Shape.Channels, to + (nint)c * output.Length, output.Length);
    }

    /// <inheritdoc/>
    public void Spread(in Pass pass, float* maxima, float* places)
    {
        float* winner = winners + pass.MicroBatch * stride;
        for (int c = 0; c < input.Shape.Channels; c++, places += output.Length)
        {
            for (int i = 0; i < output.Length; i += Vector<float>.Count)
            {
                var won = Vector.Equals(Vector.Load(winner + i), new Vector<float>(c));
                Vector.Store(Vector.ConditionalSelect(won, Vector.Load(maxima + i), Vector<float>.Zero), places + i);
            }
        }
    }

    /// <inheritdoc/>
    public void Gather(in Pass pass, float* places, float* maxima)
    {
        float* winner = winners + pass.MicroBatch * stride;
        for (int i = 0; i < output.Length; i += Vector<float>.Count)
        {
            var taken = Vector<float>.Zero;
            for (int c = 0; c < input.Shape.Channels; c++)
            {
                var won = Vector.Equals(Vector.Load(winner + i), new Vector<float>(c));
                taken = Vector.ConditionalSelect(won, Vector.Load(places + (nint)c * output.Length + i), taken);
            }
            Vector.Store(taken, maxima + i);
        }
    }

    private void Largest(float* x, float* y, float* winner)
    {
        for (int i = 0; i < output.Length; i += Vector<float>.Count)
        {
            Vector<float> best = Vector.Load(x + i), channel = Vector<float>.Zero;
            for (int c = 1; c < input.Shape.Channels; c++)
            {
                var value = Vector.Load(x + (nint)c * output.Length + i);
                var better = Vector.GreaterThan(value, best) | ~Vector.Equals(value, value);
                best = Vector.ConditionalSelect(better, value, best);
                channel = Vector.ConditionalSelect(better, new Vector<float>(c), channel);
            }
            Vector.Store(best, y + i);
            Vector.Store(channel, winner + i);
        }
    }
}
