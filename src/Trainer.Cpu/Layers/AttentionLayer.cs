using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Attention head by head; each product runs over the samples of a micro-batch side by side. The softmax is kept for the backward
/// pass.</summary>
internal sealed unsafe class AttentionLayer : Layer
{
    private readonly Tensor input, output;
    private readonly int heads, size, tokens, samples; // size: channels of a head
    private readonly float scale;                      // 1/sqrt(size)
    private readonly float* weights;                   // (micro-batch, heads, queries, keys, samples) softmax
    private readonly float* slopes;                    // (queries, keys, samples) gradients of a head's scores
    private readonly nint stride;

    public AttentionLayer(Tensor input, Tensor output, LayerDescription.Attention layer, LayerMemory memory)
    {
        (this.input, this.output, heads, samples) = (input, output, layer.Heads, input.Samples);
        (size, tokens) = (output.Shape.Channels / heads, input.Shape.Plane);
        scale = 1 / MathF.Sqrt(size);
        long head = (long)tokens * tokens * samples;
        weights = memory.Arena.Floats(head * heads * memory.KeptMicroBatches);
        slopes = input.NeedsGradient ? memory.Arena.Floats(head) : null;
        stride = memory.KeptMicroBatches > 1 ? (nint)head * heads : 0;
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        for (int head = 0; head < heads; head++)
        {
            float* w = Weights(pass, head);
            Multiply(ByToken(Part(input.Values(pass.MicroBatch), 0, head)), ByToken(Part(input.Values(pass.MicroBatch), 1, head)),
                ByQuery(w), tokens, tokens, size);
            for (int query = 0; query < tokens; query++)
                Softmax(w + (nint)query * tokens * samples);
            Multiply(ByChannel(Part(input.Values(pass.MicroBatch), 2, head)), ByQuery(w),
                ByChannel(Part(output.Values(pass.MicroBatch), 0, head)), size, tokens, tokens);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* x = input.Values(pass.MicroBatch), to = input.Gradients(pass.MicroBatch);
        for (int head = 0; head < heads; head++)
        {
            float* w = Weights(pass, head), gradient = Part(output.Gradients(pass.MicroBatch), 0, head);
            Multiply(ByChannel(gradient), ByKey(w), ByChannel(Part(to, 2, head)), size, tokens, tokens);
            Multiply(ByToken(gradient), ByToken(Part(x, 2, head)), ByQuery(slopes), tokens, tokens, size);
            for (int query = 0; query < tokens; query++)
                SoftmaxGradient(w + (nint)query * tokens * samples, slopes + (nint)query * tokens * samples);
            Multiply(ByChannel(Part(x, 1, head)), ByQuery(slopes), ByChannel(Part(to, 0, head)), size, tokens, tokens);
            Multiply(ByChannel(Part(x, 0, head)), ByKey(slopes), ByChannel(Part(to, 1, head)), size, tokens, tokens);
        }
    }

    private void Multiply(SampleMatrix left, SampleMatrix right, SampleMatrix destination, int rows, int columns, int terms) =>
        SampleProduct.Run(left, right, destination, rows, columns, terms, samples);

    private float* Weights(in Pass pass, int head) => weights + pass.MicroBatch * stride + (nint)head * tokens * tokens * samples;

    // The channels of a head among the queries (0), keys (1) or values (2).
    private float* Part(float* values, int part, int head) =>
        values + ((nint)part * output.Shape.Channels + (nint)head * size) * input.Plane;

    private SampleMatrix ByToken(float* channels) => new(channels, samples, input.Plane);

    private SampleMatrix ByChannel(float* channels) => new(channels, input.Plane, samples);

    private SampleMatrix ByQuery(float* scores) => new(scores, (nint)tokens * samples, samples);

    private SampleMatrix ByKey(float* scores) => new(scores, samples, (nint)tokens * samples);

    // (keys, samples) scores to weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Softmax(float* scores)
    {
        var factor = Vector256.Create(scale);
        for (int s = 0; s < samples; s += Lanes.Count)
        {
            float* line = scores + s;
            var largest = Vector256.Load(line);
            for (int key = 1; key < tokens; key++)
                largest = Vector256.Max(largest, Vector256.Load(line + (nint)key * samples));
            var sum = Lanes.Zero;
            for (int key = 0; key < tokens; key++)
            {
                var power = SingleLanes.Exp((Vector256.Load(line + (nint)key * samples) - largest) * factor);
                Vector256.Store(power, line + (nint)key * samples);
                sum += power;
            }
            var share = Lanes.One / sum;
            for (int key = 0; key < tokens; key++)
                Vector256.Store(Vector256.Load(line + (nint)key * samples) * share, line + (nint)key * samples);
        }
    }

    // (keys, samples) gradients of weights to those of scores.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SoftmaxGradient(float* softmax, float* gradients)
    {
        var factor = Vector256.Create(scale);
        for (int s = 0; s < samples; s += Lanes.Count)
        {
            float* w = softmax + s, g = gradients + s;
            var mean = Lanes.Zero;
            for (nint at = 0; at < (nint)tokens * samples; at += samples)
                mean = Vector256.MultiplyAddEstimate(Vector256.Load(w + at), Vector256.Load(g + at), mean);
            for (nint at = 0; at < (nint)tokens * samples; at += samples)
                Vector256.Store(Vector256.Load(w + at) * (Vector256.Load(g + at) - mean) * factor, g + at);
        }
    }
}
