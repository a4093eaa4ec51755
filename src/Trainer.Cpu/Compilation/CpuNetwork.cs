using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Layers;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>A compiled network with its parameters and memory. One thread at a time; a training step allocates nothing.</summary>
/// <remarks>Without batch norm each micro-batch walks through all layers forward and backward while it is in the second-level cache;
/// with batch norm all micro-batches of a batch walk layer by layer. Gradients are added in the order of micro-batches either
/// way.</remarks>
internal sealed unsafe class CpuNetwork : IDisposable
{
    private readonly Arena arena;
    private readonly Layer[] layers;
    private readonly Tensor input, output;
    private readonly int batchSize;
    private readonly bool wholeBatches;

    internal CpuNetwork(ShapedNetwork shape, ParameterBlock parameters, Layer[] layers, Tensor input, Tensor output, int batchSize,
        bool wholeBatches, Arena arena)
    {
        (Shape, Parameters, this.layers, this.input, this.output) = (shape, parameters, layers, input, output);
        (this.batchSize, this.wholeBatches, this.arena) = (batchSize, wholeBatches, arena);
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
        return (wholeBatches ? ByLayer(source, samples, batch) : ByMicroBatch(source, samples, batch)) / samples.Length;
    }

    /// <summary>Mean loss and scores over samples, in evaluation mode.</summary>
    public Evaluation Evaluate(SampleSource source, ReadOnlySpan<int> samples, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        foreach (var layer in layers)
            layer.BeginBatch(training: false);
        double loss = 0;
        Objective.Restart();
        for (int first = 0; first < samples.Length; first += input.Samples)
        {
            stop.ThrowIfCancellationRequested();
            var part = samples.Slice(first, Math.Min(input.Samples, samples.Length - first));
            Load(source, part, microBatch: 0);
            var pass = new Pass(MicroBatch: 0, part.Length, Training: false);
            foreach (var layer in layers)
                layer.Forward(pass);
            loss += Objective.Run(source, part, scale: 0, output.Values(0), gradients: null);
        }
        return Objective.Score(loss / samples.Length, samples.Length);
    }

    /// <summary>The layers in order of evaluation; for benchmarks, which time them one by one.</summary>
    internal IReadOnlyList<Layer> Layers => layers;

    /// <summary>(classes, samples of a micro-batch) what the last layer made of a micro-batch.</summary>
    internal float* Logits(int microBatch) => output.Values(microBatch);

    /// <inheritdoc/>
    public void Dispose() => arena.Dispose();

    private double ByMicroBatch(SampleSource source, ReadOnlySpan<int> samples, in Batch batch)
    {
        double loss = 0;
        for (int m = 0; m < batch.MicroBatches; m++)
        {
            var pass = batch[m];
            var part = samples.Slice(m * batch.Samples, pass.SampleCount);
            Load(source, part, m);
            foreach (var layer in layers)
                layer.Forward(pass);
            loss += Objective.Run(source, part, 1f / batch.Count, output.Values(m), output.Gradients(m));
            if (m + 1 < batch.MicroBatches)
                source.Prefetch(samples.Slice((m + 1) * batch.Samples, batch[m + 1].SampleCount));
            for (int i = layers.Length - 1; i >= 0; i--)
                layers[i].Backward(pass);
        }
        return loss;
    }

    private double ByLayer(SampleSource source, ReadOnlySpan<int> samples, in Batch batch)
    {
        for (int m = 0; m < batch.MicroBatches; m++)
            Load(source, samples.Slice(m * batch.Samples, batch[m].SampleCount), m);
        foreach (var layer in layers)
            layer.ForwardAll(batch);
        double loss = 0;
        for (int m = 0; m < batch.MicroBatches; m++)
        {
            loss += Objective.Run(source, samples.Slice(m * batch.Samples, batch[m].SampleCount), 1f / batch.Count, output.Values(m),
                output.Gradients(m));
        }
        for (int i = layers.Length - 1; i >= 0; i--)
            layers[i].BackwardAll(batch);
        return loss;
    }

    private void Load(SampleSource source, ReadOnlySpan<int> samples, int microBatch) =>
        source.Load(samples, input.Samples, input.Values(microBatch));
}
