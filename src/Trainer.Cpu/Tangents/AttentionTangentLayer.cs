using System.Numerics;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;
using Lanes = System.Runtime.Intrinsics.Vector256<float>;
using Vector256 = System.Runtime.Intrinsics.Vector256;

namespace Sweep.Trainer.Cpu.Tangents;

/// <summary>Attention, and how its outputs move: of scores s = q k and weights w = softmax(s / sqrt(channels of a head)) outputs
/// w v.</summary>
internal sealed unsafe class AttentionTangentLayer : Layer
{
    private readonly TensorPair input, output;
    private readonly int heads, size, tokens, samples, plane, area; // size: channels of a head; area: floats of a head's scores
    private readonly float scale;                                   // 1/sqrt(size)
    private readonly float* weights, weightTangents;                // (heads, queries, keys, samples)
    private readonly float* gradients, gradientsMoved;              // (queries, keys, samples) of a head's weights, then of its scores
    private readonly float* term;                                   // of a sum of two products

    /// <param name="input">Values and tangents.</param>
    /// <param name="output">Values and tangents.</param>
    /// <param name="layer">What it is.</param>
    /// <param name="arena">Where its buffers come from.</param>
    public AttentionTangentLayer(TensorPair input, TensorPair output, LayerDescription.Attention layer, Arena arena)
    {
        (this.input, this.output, heads) = (input, output, layer.Heads);
        (samples, tokens, plane) = (input.Value.Samples, input.Value.Shape.Plane, input.Value.Plane);
        size = output.Value.Shape.Channels / heads;
        scale = 1 / MathF.Sqrt(size);
        area = checked(tokens * plane);
        weights = arena.Floats((long)area * heads);
        weightTangents = arena.Floats((long)area * heads);
        gradients = arena.Floats(area);
        gradientsMoved = arena.Floats(area);
        term = arena.Floats(Math.Max(area, (long)size * plane));
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Value.Values(pass.MicroBatch), dx = input.Tangent.Values(pass.MicroBatch);
        for (int head = 0; head < heads; head++)
        {
            float* w = weights + (nint)head * area, dw = weightTangents + (nint)head * area;
            float* q = Part(x, 0, head), k = Part(x, 1, head), v = Part(x, 2, head);
            Multiply(Columns(q), Columns(k), w, tokens, size);
            Multiply(Columns(Part(dx, 0, head)), Columns(k), dw, tokens, size);
            AddProduct(Columns(q), Columns(Part(dx, 1, head)), dw, tokens, size);
            for (int query = 0; query < tokens; query++)
                Softmax(w + (nint)query * plane, dw + (nint)query * plane);
            float* y = Part(output.Value.Values(pass.MicroBatch), 0, head), dy = Part(output.Tangent.Values(pass.MicroBatch), 0, head);
            Multiply(Rows(v), Rows(w), y, size, tokens);
            Multiply(Rows(Part(dx, 2, head)), Rows(w), dy, size, tokens);
            AddProduct(Rows(v), Rows(dw), dy, size, tokens);
        }
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.Value.NeedsGradient)
            return;
        float* x = input.Value.Values(pass.MicroBatch), dx = input.Tangent.Values(pass.MicroBatch);
        float* moved = input.Value.Gradients(pass.MicroBatch);
        for (int head = 0; head < heads; head++)
        {
            float* w = weights + (nint)head * area, dw = weightTangents + (nint)head * area;
            float* g = Part(output.Tangent.Gradients(pass.MicroBatch), 0, head), a = Part(output.Value.Gradients(pass.MicroBatch), 0, head);
            float* q = Part(x, 0, head), k = Part(x, 1, head), v = Part(x, 2, head);
            Multiply(Rows(a), Columns(w), Part(moved, 2, head), size, tokens);
            AddProduct(Rows(g), Columns(dw), Part(moved, 2, head), size, tokens);
            Multiply(Columns(g), Columns(v), gradients, tokens, size);
            Multiply(Columns(a), Columns(v), gradientsMoved, tokens, size);
            AddProduct(Columns(g), Columns(Part(dx, 2, head)), gradientsMoved, tokens, size);
            for (int query = 0; query < tokens; query++)
            {
                nint at = (nint)query * plane;
                SoftmaxGradients(w + at, dw + at, gradients + at, gradientsMoved + at);
            }
            Multiply(Rows(k), Rows(gradientsMoved), Part(moved, 0, head), size, tokens);
            AddProduct(Rows(Part(dx, 1, head)), Rows(gradients), Part(moved, 0, head), size, tokens);
            Multiply(Rows(q), Columns(gradientsMoved), Part(moved, 1, head), size, tokens);
            AddProduct(Rows(Part(dx, 0, head)), Columns(gradients), Part(moved, 1, head), size, tokens);
            if (!input.Tangent.NeedsGradient)
                continue;
            float* to = input.Tangent.Gradients(pass.MicroBatch);
            Multiply(Rows(g), Columns(w), Part(to, 2, head), size, tokens);
            Multiply(Rows(k), Rows(gradients), Part(to, 0, head), size, tokens);
            Multiply(Rows(q), Columns(gradients), Part(to, 1, head), size, tokens);
        }
    }

    // (rows, tokens, samples) destination.
    private void Multiply(SampleMatrix left, SampleMatrix right, float* destination, int rows, int terms) =>
        SampleProduct.Run(left, right, Rows(destination), rows, tokens, terms, samples);

    private void AddProduct(SampleMatrix left, SampleMatrix right, float* destination, int rows, int terms)
    {
        Multiply(left, right, term, rows, terms);
        Lines.Add(term, destination, (nint)rows * plane);
    }

    // The channels of a head among the queries (0), keys (1) or values (2).
    private float* Part(float* values, int part, int head) =>
        values + ((nint)part * output.Value.Shape.Channels + (nint)head * size) * plane;

    private SampleMatrix Rows(float* values) => new(values, plane, samples);

    private SampleMatrix Columns(float* values) => new(values, samples, plane);

    // (keys, samples) scores to weights, and how scores move to how weights do.
    private void Softmax(float* scores, float* tangents)
    {
        for (int s = 0; s < samples; s += Lanes.Count)
        {
            float* w = scores + s, dw = tangents + s;
            var largest = Vector256.Load(w);
            for (nint at = samples; at < plane; at += samples)
                largest = Vector256.Max(largest, Vector256.Load(w + at));
            Lanes sum = default, mean = default;
            for (nint at = 0; at < plane; at += samples)
            {
                var power = SingleLanes.Exp((Vector256.Load(w + at) - largest) * scale);
                Vector256.Store(power, w + at);
                sum += power;
                mean += power * Vector256.Load(dw + at);
            }
            mean /= sum;
            for (nint at = 0; at < plane; at += samples)
            {
                var share = Vector256.Load(w + at) / sum;
                Vector256.Store(share, w + at);
                Vector256.Store(share * (Vector256.Load(dw + at) - mean) * scale, dw + at);
            }
        }
    }

    // (keys, samples) gradients of weights to those of scores, and how they move.
    private void SoftmaxGradients(float* softmax, float* tangents, float* slopes, float* slopesMoved)
    {
        for (int lane = 0; lane < samples; lane += Vector<float>.Count)
        {
            float* w = softmax + lane, dw = tangents + lane, g = slopes + lane, a = slopesMoved + lane;
            Vector<float> mean = default, meanMoved = default;
            for (nint at = 0; at < plane; at += samples)
            {
                mean += Vector.Load(w + at) * Vector.Load(g + at);
                meanMoved += Vector.Load(w + at) * Vector.Load(a + at) + Vector.Load(dw + at) * Vector.Load(g + at);
            }
            for (nint at = 0; at < plane; at += samples)
            {
                Vector<float> own = Vector.Load(w + at), centred = Vector.Load(g + at) - mean;
                Vector.Store((Vector.Load(dw + at) * centred + own * (Vector.Load(a + at) - meanMoved)) * scale, a + at);
                Vector.Store(own * centred * scale, g + at);
            }
        }
    }
}
