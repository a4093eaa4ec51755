using System.Numerics;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Second half of a batch norm, with what follows it: output = activation(factor * input + constant + shortcut), where shortcut
/// and activation may be missing. What is between is never stored: backward computes it again.</summary>
/// <remarks>Backward turns the gradient of the output in its place into that of the sum, which is the shortcut's too, and adds it up for
/// the first half.</remarks>
internal sealed unsafe class NormalizeLayer : Layer
{
    private const int Chunk = 2048; // floats that stay in the first-level cache
    private readonly Tensor input, output;
    private readonly Tensor? shortcut;
    private readonly BatchNormChannels channels;
    private readonly CompiledFormula<float>? formula;
    private readonly bool parametersPerChannel;
    private readonly float* parameters, parameterGradients; // (scopes, parameters)
    private readonly float* sum;                             // (Chunk) before the activation
    private readonly int perChunk;                           // channels, or 0 where a channel takes several chunks

    /// <param name="input">What is normalised.</param>
    /// <param name="shortcut">What is added; its gradient is the memory of the output's, or it needs none.</param>
    /// <param name="output">Of the activation, or of the sum without one.</param>
    /// <param name="channels">Factors and constants.</param>
    /// <param name="activation">Of one input, without noise.</param>
    /// <param name="activationMemory">Where its parameters are.</param>
    /// <param name="arena">Where the buffer comes from.</param>
    public NormalizeLayer(Tensor input, Tensor? shortcut, Tensor output, BatchNormChannels channels, ElementwiseFormula? activation,
        LayerMemory? activationMemory, Arena arena)
    {
        (this.input, this.shortcut, this.output, this.channels) = (input, shortcut, output, channels);
        perChunk = Math.Min(Chunk / input.Plane, input.Shape.Channels);
        if (activation is null)
            return;
        formula = activation.CompileSingle();
        parametersPerChannel = activation.Scope == ParameterScope.PerChannel && activation.LearnableParameters.Count > 0;
        if (activation.LearnableParameters.Count > 0)
            activationMemory!.Parameter("parameters", out parameters, out parameterGradients);
        sum = arena.Floats(Math.Max(Chunk, input.Samples));
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void Forward(in Pass pass) => Compute(pass.MicroBatch, output.Values(pass.MicroBatch));

    /// <summary>Computes the output again, for backward passes.</summary>
    public void ComputeBackward(int microBatch) => Compute(microBatch, output.ValuesBackward(microBatch));

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), gradient = output.Gradients(pass.MicroBatch), s = Shortcut(pass.MicroBatch);
        foreach (var (channel, count, at, length) in new Chunks(this))
        {
            int one = length / count;
            if (formula is not null)
            {
                for (int i = 0; i < count; i++)
                    Sum(channel + i, x + at, s == null ? null : s + at, sum, i * one, one);
                int calls = Calls(count), part = length / calls;
                for (int i = 0; i < calls; i++)
                {
                    Span<float> own = new(gradient + at + i * part, part);
                    formula.Backward(new(sum + i * part, part), Parameters(channel + i), default, own, own,
                        new(parameterGradients + Scope(channel + i), formula.ParameterCount));
                }
            }
            for (int i = 0; i < count; i++)
                AddGradients(channel + i, gradient + at + i * one, x + at + i * one, one);
        }
    }

    private void Compute(int microBatch, float* y)
    {
        float* x = input.Values(microBatch), s = Shortcut(microBatch);
        foreach (var (channel, count, at, length) in new Chunks(this))
        {
            float* to = formula is null ? y + at : sum;
            for (int i = 0; i < count; i++)
                Sum(channel + i, x + at, s == null ? null : s + at, to, i * input.Plane, length / count);
            for (int i = 0; formula is not null && i < Calls(count); i++)
            {
                int part = length / Calls(count);
                formula.Forward(new(sum + i * part, part), Parameters(channel + i), default, new(y + at + i * part, part));
            }
        }
    }

    private float* Shortcut(int microBatch) => shortcut is null ? null : shortcut.Values(microBatch);

    // Calls of the formula for channels of a chunk: one for all, unless each has parameters of its own.
    private int Calls(int count) => parametersPerChannel ? count : 1;

    private int Scope(int channel) => parametersPerChannel ? channel * formula!.ParameterCount : 0;

    private ReadOnlySpan<float> Parameters(int channel) => new(parameters + Scope(channel), formula!.ParameterCount);

    private void Sum(int channel, float* x, float* s, float* to, int from, int length)
    {
        Vector<float> factor = new(channels.Factor[channel]), constant = new(channels.Constant[channel]);
        x += from;
        to += from;
        if (s == null)
        {
            for (nint i = 0; i < length; i += Vector<float>.Count)
                Vector.Store(Vector.MultiplyAddEstimate(Vector.Load(x + i), factor, constant), to + i);
            return;
        }
        s += from;
        for (nint i = 0; i < length; i += Vector<float>.Count)
            Vector.Store(Vector.MultiplyAddEstimate(Vector.Load(x + i), factor, constant) + Vector.Load(s + i), to + i);
    }

    // Dead samples have zero gradient, so they need no mask here.
    private void AddGradients(int channel, float* gradient, float* x, int length)
    {
        var centre = new Vector<float>(channels.MeanOf(channel));
        Vector<float> sums = Vector<float>.Zero, products = sums, moreSums = sums, moreProducts = sums;
        for (nint i = 0; i < length; i += 2 * Vector<float>.Count)
        {
            Vector<float> first = Vector.Load(gradient + i), second = Vector.Load(gradient + i + Vector<float>.Count);
            sums += first;
            moreSums += second;
            products = Vector.MultiplyAddEstimate(first, Vector.Load(x + i) - centre, products);
            moreProducts = Vector.MultiplyAddEstimate(second, Vector.Load(x + i + Vector<float>.Count) - centre, moreProducts);
        }
        channels.AddGradients(channel, Vector.Sum(sums + moreSums), Vector.Sum(products + moreProducts));
    }

    /// <summary>Cuts a micro-batch into runs of whole channels, or of positions of one channel, that fit <see cref="Chunk"/>.</summary>
    private ref struct Chunks(NormalizeLayer layer)
    {
        private int channel, count, within, length;
        private nint at;

        public readonly Chunks GetEnumerator() => this;

        /// <summary>First channel, how many, the place of the first float, and how many floats.</summary>
        public readonly (int Channel, int Count, nint At, int Length) Current => (channel, count, at, length);

        public bool MoveNext()
        {
            int plane = layer.input.Plane;
            at += length;
            if (layer.perChunk > 0)
            {
                channel += count;
                count = Math.Min(layer.perChunk, layer.input.Shape.Channels - channel);
                length = count * plane;
                return count > 0;
            }
            within += length;
            if (within == plane)
                (channel, within) = (channel + 1, 0);
            int samples = layer.input.Samples;
            (count, length) = (1, Math.Min(Math.Max(Chunk / samples, 1) * samples, plane - within));
            return channel < layer.input.Shape.Channels;
        }
    }
}
