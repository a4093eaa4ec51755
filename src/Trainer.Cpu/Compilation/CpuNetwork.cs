using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>A compiled network with its parameters and memory. One thread at a time; a training step allocates nothing.</summary>
/// <remarks>The layers are cut into segments behind those that look at a whole batch: the first halves of batch norms. Each micro-batch
/// walks through a segment while it is in the second-level cache, forward and backward in one go through the last segment. Gradients are
/// added in the order of micro-batches.</remarks>
internal sealed unsafe class CpuNetwork : IDisposable
{
    private readonly Arena arena;
    private readonly Layer[] layers;
    private readonly Layer[][] segments;
    private readonly Tensor input, output;
    private readonly int batchSize;

    internal CpuNetwork(ShapedNetwork shape, ParameterBlock parameters, Layer[][] segments, Tensor input, Tensor output, int batchSize,
        Arena arena)
    {
        (Shape, Parameters, this.segments, this.input, this.output) = (shape, parameters, segments, input, output);
        (this.batchSize, this.arena, layers) = (batchSize, arena, [.. segments.SelectMany(s => s)]);
        Objective = new ClassObjective(output.Shape.Channels, output.Samples);
    }

    /// <summary>What it is trained for: classes, unless somebody else is put here.</summary>
    public Objective Objective { get; set; }

    /// <summary>What was compiled.</summary>
    public ShapedNetwork Shape { get; }

    /// <summary>All learned numbers.</summary>
    public ParameterBlock Parameters { get; }

    /// <summary>What training changes beside the parameters.</summary>
    public IReadOnlyList<NamedBlock> Statistics => [.. layers.SelectMany(l => l.Statistics)];

    /// <summary>Samples per micro-batch.</summary>
    public int MicroBatchSamples => input.Samples;

    /// <summary>Bytes of values, gradients and parameters.</summary>
    public long Bytes => arena.Bytes;

    /// <summary>Prepares the random streams of an epoch.</summary>
    public void BeginEpoch(StreamKey key, string epoch)
    {
        foreach (var layer in layers)
            layer.BeginEpoch(key, epoch);
    }

    /// <summary>Computes the mean loss of a batch and its gradients, which replace the old ones.</summary>
    /// <param name="source">Where the samples are.</param>
    /// <param name="samples">Numbers of 1 to batch-size samples.</param>
    /// <returns>Mean loss of the samples.</returns>
    public double ForwardBackward(SampleSource source, ReadOnlySpan<int> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, batchSize);
        new Span<float>(Parameters.Gradients, Parameters.Count).Clear();
        foreach (var layer in layers)
            layer.BeginBatch(training: true);
        var batch = new Batch(samples.Length, input.Samples, Training: true);
        double loss = Run(batch, source, samples);
        for (int segment = segments.Length - 2; segment >= 0; segment--)
        {
            segments[segment][^1].BeginBackward(batch);
            if (segments[segment][0].TakesWholeBatch)
                segments[segment][0].BackwardAll(batch);
            for (int m = 0; m < batch.MicroBatches && !segments[segment][0].TakesWholeBatch; m++)
                Backward(segment, batch[m]);
            FinishBackward(segment);
        }
        return loss / samples.Length;
    }

    /// <summary>Mean loss and scores over samples, in evaluation mode.</summary>
    public Evaluation Evaluate(SampleSource source, ReadOnlySpan<int> samples, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        foreach (var layer in layers)
            layer.BeginBatch(training: false);
        double loss = 0;
        Objective.Restart();
        int most = segments.Length == 1 ? input.Samples : (batchSize + input.Samples - 1) / input.Samples * input.Samples;
        for (int first = 0; first < samples.Length; first += most)
        {
            stop.ThrowIfCancellationRequested();
            var part = samples.Slice(first, Math.Min(most, samples.Length - first));
            loss += Run(new Batch(part.Length, input.Samples, Training: false), source, part);
        }
        return Objective.Score(loss / samples.Length, samples.Length);
    }

    /// <summary>Makes running means and variances the mean of those of the batches of some samples, in evaluation mode: nothing is random.
    /// </summary>
    public void RefreshStatistics(SampleSource source, ReadOnlySpan<int> samples, CancellationToken stop)
    {
        BatchNormStatisticsLayer[] norms = [.. layers.OfType<BatchNormStatisticsLayer>()];
        if (norms.Length == 0)
            return;
        foreach (var norm in norms)
            norm.IsRefreshing = true;
        try
        {
            for (int first = 0; first < samples.Length; first += batchSize)
            {
                stop.ThrowIfCancellationRequested();
                foreach (var layer in layers)
                    layer.BeginBatch(training: false);
                var part = samples.Slice(first, Math.Min(batchSize, samples.Length - first));
                Run(new Batch(part.Length, input.Samples, Training: false), source, part);
            }
        }
        finally
        {
            foreach (var norm in norms)
                norm.IsRefreshing = false;
        }
    }

    /// <summary>Makes passes with gradients be as in evaluation (<see cref="Layer.JudgeBy"/>).</summary>
    /// <param name="statistics">What batch norms normalise by, in evaluation too: of no more samples than a batch has. Null for passes as
    /// usual.</param>
    public void JudgeBy(NormStatistics? statistics)
    {
        foreach (var layer in layers)
            layer.JudgeBy(statistics);
    }

    /// <summary>The layers in order of evaluation; for benchmarks, which time them one by one.</summary>
    internal IReadOnlyList<Layer[]> Segments => segments;

    /// <summary>(classes, samples of a micro-batch) what the last layer made of a micro-batch.</summary>
    internal float* Logits(int microBatch) => output.Values(microBatch);

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    // Forward, and in training backward through the last segment. The sum of the losses.
    private double Run(in Batch batch, SampleSource source, ReadOnlySpan<int> samples)
    {
        double loss = 0;
        for (int segment = 0; segment < segments.Length; segment++)
        {
            bool isLast = segment == segments.Length - 1, isWhole = segments[segment][0].TakesWholeBatch;
            for (int m = 0; m < batch.MicroBatches && segment == 0 && isWhole; m++)
                Load(batch, m, source, samples);
            if (isWhole)
                segments[segment][0].ForwardAll(batch);
            for (int m = 0; m < batch.MicroBatches && (isLast || !isWhole); m++)
            {
                if (!isWhole)
                    Forward(segment, batch, m, source, samples);
                if (isLast)
                    loss += Loss(batch, m, source, samples);
                if (segment == 0 && m + 1 < batch.MicroBatches)
                    source.Prefetch(Part(batch, m + 1, samples));
                if (isLast && batch.Training && !isWhole)
                    Backward(segment, batch[m]);
            }
            segments[segment][^1].FinishForward(batch);
        }
        if (batch.Training)
        {
            if (segments[^1][0].TakesWholeBatch)
                segments[^1][0].BackwardAll(batch);
            FinishBackward(segments.Length - 1);
        }
        return loss;
    }

    private void Forward(int segment, in Batch batch, int microBatch, SampleSource source, ReadOnlySpan<int> samples)
    {
        if (segment == 0)
            Load(batch, microBatch, source, samples);
        foreach (var layer in segments[segment])
            layer.Forward(batch[microBatch]);
    }

    private void Backward(int segment, in Pass pass)
    {
        for (int i = segments[segment].Length - 1; i >= 0; i--)
            segments[segment][i].Backward(pass);
    }

    private void FinishBackward(int segment)
    {
        foreach (var layer in segments[segment])
            layer.FinishBackward();
    }

    private void Load(in Batch batch, int microBatch, SampleSource source, ReadOnlySpan<int> samples) =>
        source.Load(Part(batch, microBatch, samples), input.Samples, input.Values(microBatch));

    private double Loss(in Batch batch, int microBatch, SampleSource source, ReadOnlySpan<int> samples) =>
        Objective.Run(source, Part(batch, microBatch, samples), 1f / batch.Count, output.Values(microBatch),
            batch.Training ? output.Gradients(microBatch) : null);

    private static ReadOnlySpan<int> Part(in Batch batch, int microBatch, ReadOnlySpan<int> samples) =>
        samples.Slice(microBatch * batch.Samples, batch[microBatch].SampleCount);
}
