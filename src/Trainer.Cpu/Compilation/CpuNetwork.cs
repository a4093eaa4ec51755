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
    private readonly int[] labels;

    internal CpuNetwork(ShapedNetwork shape, ParameterBlock parameters, Layer[][] segments, Tensor input, Tensor output, int batchSize,
        Arena arena)
    {
        (Shape, Parameters, this.segments, this.input, this.output) = (shape, parameters, segments, input, output);
        (this.batchSize, this.arena, layers) = (batchSize, arena, [.. segments.SelectMany(s => s)]);
        labels = new int[input.Samples];
    }

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
    /// <returns>Mean cross-entropy in nats.</returns>
    public double ForwardBackward(SampleSource source, ReadOnlySpan<int> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, batchSize);
        new Span<float>(Parameters.Gradients, Parameters.Count).Clear();
        foreach (var layer in layers)
            layer.BeginBatch(training: true);
        var batch = new Batch(samples.Length, input.Samples, Training: true);
        for (int segment = 0; segment < segments.Length - 1; segment++)
        {
            for (int m = 0; m < batch.MicroBatches; m++)
                Forward(segment, m, batch, source, samples);
            segments[segment][^1].FinishForward(batch);
        }
        double loss = 0;
        int correct = 0;
        for (int m = 0; m < batch.MicroBatches; m++)
        {
            Forward(segments.Length - 1, m, batch, source, samples);
            loss += Loss(source, samples.Slice(m * batch.Samples, batch[m].SampleCount), 1f / batch.Count, output.Values(m),
                output.Gradients(m), ref correct);
            if (segments.Length == 1 && m + 1 < batch.MicroBatches)
                source.Prefetch(samples.Slice((m + 1) * batch.Samples, batch[m + 1].SampleCount));
            Backward(segments.Length - 1, m, batch);
        }
        FinishBackward(segments.Length - 1);
        for (int segment = segments.Length - 2; segment >= 0; segment--)
        {
            segments[segment][^1].BeginBackward(batch);
            for (int m = 0; m < batch.MicroBatches; m++)
                Backward(segment, m, batch);
            FinishBackward(segment);
        }
        return loss / samples.Length;
    }

    /// <summary>Mean loss and accuracy over samples, in evaluation mode.</summary>
    public (double Loss, double Accuracy) Evaluate(SampleSource source, ReadOnlySpan<int> samples, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        foreach (var layer in layers)
            layer.BeginBatch(training: false);
        double loss = 0;
        int correct = 0;
        for (int first = 0; first < samples.Length; first += input.Samples)
        {
            stop.ThrowIfCancellationRequested();
            var part = samples.Slice(first, Math.Min(input.Samples, samples.Length - first));
            Load(source, part, microBatch: 0);
            var pass = new Pass(MicroBatch: 0, part.Length, Training: false);
            foreach (var layer in layers)
                layer.Forward(pass);
            loss += Loss(source, part, scale: 0, output.Values(0), gradients: null, ref correct);
        }
        return (loss / samples.Length, (double)correct / samples.Length);
    }

    /// <summary>The layers in order of evaluation; for benchmarks, which time them one by one.</summary>
    internal IReadOnlyList<Layer[]> Segments => segments;

    /// <summary>(classes, samples of a micro-batch) what the last layer made of a micro-batch.</summary>
    internal float* Logits(int microBatch) => output.Values(microBatch);

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    private void Forward(int segment, int microBatch, in Batch batch, SampleSource source, ReadOnlySpan<int> samples)
    {
        var pass = batch[microBatch];
        if (segment == 0)
            Load(source, samples.Slice(microBatch * batch.Samples, pass.SampleCount), microBatch);
        foreach (var layer in segments[segment])
            layer.Forward(pass);
    }

    private void Backward(int segment, int microBatch, in Batch batch)
    {
        var pass = batch[microBatch];
        for (int i = segments[segment].Length - 1; i >= 0; i--)
            segments[segment][i].Backward(pass);
    }

    private void FinishBackward(int segment)
    {
        foreach (var layer in segments[segment])
            layer.FinishBackward();
    }

    private void Load(SampleSource source, ReadOnlySpan<int> samples, int microBatch) =>
        source.Load(samples, input.Samples, input.Values(microBatch));

    private double Loss(SampleSource source, ReadOnlySpan<int> samples, float scale, float* logits, float* gradients, ref int correct)
    {
        var classes = labels.AsSpan(0, samples.Length);
        source.Labels(samples, classes);
        return CrossEntropy.Run(logits, output.Shape.Channels, output.Samples, classes, scale, gradients, ref correct);
    }
}
