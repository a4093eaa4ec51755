using System.Numerics;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>First half of a batch norm: means and variances over the live samples of a whole batch and all positions, as PyTorch computes
/// them (biased to normalise, unbiased in the running variance); backward the gradient of the input.</summary>
internal sealed unsafe class BatchNormStatisticsLayer(Tensor input, Tensor output, BatchNormChannels channels) : Layer
{
    private const int Chunk = 2048; // floats that stay in the first-level cache

    /// <inheritdoc/>
    public override bool IsBarrier => true;

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override IReadOnlyList<NamedBlock> Statistics => channels.Running;

    /// <summary>Whether running statistics become the mean of those of the batches from now on
    /// (<see cref="BatchNormChannels.IsRefreshing"/>).</summary>
    public bool IsRefreshing
    {
        set => channels.IsRefreshing = value;
    }

    /// <inheritdoc/>
    public override void JudgeBy(NormStatistics? statistics) => channels.Judged = statistics;

    /// <inheritdoc/>
    public override void BeginBatch(bool training) => channels.Begin(training);

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        if (!channels.UsesBatch(pass.Training))
            return;
        int live = pass.SampleCount, samples = input.Samples, perChunk = Math.Max(1, Chunk / samples); // positions
        double before = (double)pass.MicroBatch * samples * input.Shape.Plane;
        float* x = input.Values(pass.MicroBatch);
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            double earlier = before;
            for (int position = 0; position < input.Shape.Plane; position += perChunk)
            {
                int positions = Math.Min(perChunk, input.Shape.Plane - position);
                double added = (double)positions * live;
                double sum = live == samples ? Sum(x, positions * samples) : SumOfLive(x, positions, live);
                double squares = live == samples ? Squares(x, positions * samples, (float)(sum / added))
                    : SquaresOfLive(x, positions, live, (float)(sum / added));
                channels.Add(c, earlier, added, sum, squares);
                earlier += added;
                x += (nint)positions * samples;
            }
        }
    }

    /// <inheritdoc/>
    public override void FinishForward(in Batch batch)
    {
        if (channels.UsesBatch(batch.Training))
            channels.FinishForward(batch);
    }

    /// <inheritdoc/>
    public override void BeginBackward(in Batch batch) => channels.BeginBackward();

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        if (!input.NeedsGradient)
            return;
        float* gradient = output.Gradients(pass.MicroBatch), x = input.Values(pass.MicroBatch), to = input.Gradients(pass.MicroBatch);
        int plane = input.Plane;
        for (int c = 0; c < input.Shape.Channels; c++, gradient += plane, x += plane, to += plane)
        {
            Vector<float> factor = new(channels.Factor[c]), slope = new(channels.GradientFactor[c]),
                constant = new(channels.GradientConstant[c]);
            for (nint i = 0; i < plane; i += Vector<float>.Count)
            {
                var sum = Vector.MultiplyAddEstimate(Vector.Load(x + i), slope, constant);
                Vector.Store(Vector.MultiplyAddEstimate(Vector.Load(gradient + i), factor, sum), to + i);
            }
            if (pass.SampleCount < input.Samples)
                ClearDead(to, pass.SampleCount);
        }
    }

    private static double Sum(float* x, int count)
    {
        Vector<float> a = Vector<float>.Zero, b = a;
        for (int i = 0; i < count; i += 2 * Vector<float>.Count)
        {
            a += Vector.Load(x + i);
            b += Vector.Load(x + i + Vector<float>.Count);
        }
        return Vector.Sum(a + b);
    }

    private static double Squares(float* x, int count, float centre)
    {
        Vector<float> a = Vector<float>.Zero, b = a, c = new(centre);
        for (int i = 0; i < count; i += 2 * Vector<float>.Count)
        {
            Vector<float> first = Vector.Load(x + i) - c, second = Vector.Load(x + i + Vector<float>.Count) - c;
            a = Vector.MultiplyAddEstimate(first, first, a);
            b = Vector.MultiplyAddEstimate(second, second, b);
        }
        return Vector.Sum(a + b);
    }

    private double SumOfLive(float* x, int positions, int live)
    {
        double total = 0;
        for (int p = 0; p < positions; p++, x += input.Samples)
        {
            for (int s = 0; s < live; s++)
                total += x[s];
        }
        return total;
    }

    private double SquaresOfLive(float* x, int positions, int live, float centre)
    {
        double total = 0;
        for (int p = 0; p < positions; p++, x += input.Samples)
        {
            for (int s = 0; s < live; s++)
                total += (double)(x[s] - centre) * (x[s] - centre);
        }
        return total;
    }

    private void ClearDead(float* to, int live)
    {
        for (int position = 0; position < input.Shape.Plane; position++, to += input.Samples)
            Lines.Clear(to + live, input.Samples - live);
    }
}
