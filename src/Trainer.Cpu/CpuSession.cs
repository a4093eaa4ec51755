using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu;

/// <summary>One trial in training: its network, optimizer and images.</summary>
internal sealed class CpuSession : IEngineSession
{
    private readonly StreamKey key;
    private readonly int batchSize;
    private readonly CpuNetwork network;
    private readonly Optimizer optimizer;
    private readonly SplitSamples train, validation, test;
    private readonly Func<TrainingEpoch, TrainingSamples?> training;
    private readonly int[] testSamples;
    private readonly string? evaluated;

    public CpuSession(SessionDescription description, KernelSet kernels)
    {
        var (trial, dataset) = (description.Trials.Single(), description.Dataset);
        var settings = trial.Settings;
        (key, batchSize) = (trial.StreamKey, settings.BatchSize);
        training = epoch => TrainingSamples.Begin(dataset, settings.Normalization, settings.Augmentation, key, epoch.Label,
            settings.Mixing?.Draw(key, epoch.Label, epoch.Samples[0], batchSize, dataset.Train.Count, dataset.Form));
        var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        var pixels = settings.Normalization == Normalization.Standard ? dataset.Pixels : null;
        train = SplitSamples.Create(dataset.Train, image, pixels);
        validation = SplitSamples.Create(dataset.Train, image, pixels); // never augmented
        test = SplitSamples.Create(dataset.Test, image, pixels);
        testSamples = [.. Enumerable.Range(0, dataset.Test.Count)];
        network = NetworkCompiler.Compile(trial.Network, batchSize, kernels);
        int lanes = network.MicroBatchSamples;
        network.Objective = dataset.Task switch
        {
            Segmentation => new MaskObjective(image.Plane, lanes, settings.Loss),
            Regression => new NumberObjective(dataset.TargetStatistics, lanes),
            _ => new ClassObjective(dataset.Task.OutputChannels, lanes, settings.LabelSmoothing, description.CountsConfusion),
        };
        optimizer = Optimizer.Create(settings.Optimizer, network.Parameters);
        evaluated = settings.Optimizer.Definition.Evaluated;
    }

    /// <summary>The compiled network; for benchmarks.</summary>
    internal CpuNetwork Network => network;

    /// <inheritdoc/>
    public long OptimizerSteps
    {
        get => optimizer.StepCount;
        set => optimizer.StepCount = value;
    }

    /// <inheritdoc/>
    public long BytesOf(int trial) => network.Bytes + optimizer.Bytes;

    /// <inheritdoc/>
    public IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop)
    {
        network.BeginEpoch(key, epoch.Label);
        train.Training = training(epoch);
        ReadOnlySpan<int> samples = epoch.Samples[0];
        double[] losses = new double[epoch.Rates[0].Length];
        for (int batch = 0; batch < losses.Length; batch++)
        {
            stop.ThrowIfCancellationRequested();
            int first = batch * batchSize;
            losses[batch] = network.ForwardBackward(train, samples.Slice(first, Math.Min(batchSize, samples.Length - first)));
            if (!double.IsFinite(losses[batch]))
                return [new EpochLosses(losses[..(batch + 1)], ParametersAreFinite: true)];
            foreach (var course in epoch.Courses)
            {
                if (course.Values[0] is { } values)
                    optimizer.Set(course.Constant, values[batch]);
            }
            optimizer.Step(network.Parameters, epoch.Rates[0][batch]);
        }
        return [new EpochLosses(losses, network.Parameters.IsFinite())];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop)
    {
        return [samples is null ? network.Evaluate(test, testSamples, stop) : network.Evaluate(validation, samples[0], stop)];
    }

    /// <inheritdoc/>
    public IDisposable ExchangeWeights(IReadOnlyList<bool> trials, IReadOnlyList<int[]> samples, CancellationToken stop)
    {
        var restoration = new Restoration(network, optimizer.States.Single(s => s.Name == evaluated));
        try
        {
            network.RefreshStatistics(validation, samples[0], stop);
            return restoration;
        }
        catch
        {
            restoration.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Select(IReadOnlyList<int> trials)
    {
        // There is but one trial.
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> Save(int trial)
    {
        var parameters = network.Parameters;
        return
        [
            .. parameters.Views.Select(v => new NamedTensor(v.Description.Name, v.Description.Shape, parameters.ValuesOf(v).ToArray())),
            .. network.Statistics.Select(s => new NamedTensor(s.Name, [s.Values.Length], s.Values.ToArray())),
            .. optimizer.States.SelectMany(state => parameters.Views.Where(v => !v.Description.IsFrozen).Select(v => new NamedTensor(
                TensorNames.OptimizerState(state.Name, v.Description.Name), v.Description.Shape, v.Slice(state.Values).ToArray()))),
            .. ScalarTensors.Save(optimizer.Scalars),
        ];
    }

    /// <inheritdoc/>
    public void Load(int trial, IReadOnlyList<NamedTensor> tensors)
    {
        var given = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var parameters = network.Parameters;
        foreach (var view in parameters.Views)
        {
            Copy(view.Description.Name, parameters.ValuesOf(view));
            foreach (var state in optimizer.States)
                Copy(TensorNames.OptimizerState(state.Name, view.Description.Name), view.Slice(state.Values));
        }
        ScalarTensors.Load(optimizer.Scalars, given);
        foreach (var statistics in network.Statistics)
            Copy(statistics.Name, statistics.Values);

        void Copy(string name, Span<float> values)
        {
            if (!given.TryGetValue(name, out var tensor))
                return;
            if (tensor.Values.Length != values.Length)
                throw new ArgumentException($"'{name}' has {tensor.Values.Length} numbers, this network's {values.Length}.",
                    nameof(tensors));
            tensor.Values.CopyTo(values);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    // Weights and a state in each other's place, and back; statistics as they were.
    private sealed class Restoration : IDisposable
    {
        private readonly CpuNetwork network;
        private readonly NamedBlock state;
        private readonly float[][] statistics;

        public Restoration(CpuNetwork network, NamedBlock state)
        {
            (this.network, this.state) = (network, state);
            statistics = [.. network.Statistics.Select(s => s.Values.ToArray())];
            Exchange();
        }

        public void Dispose()
        {
            Exchange();
            foreach (var (block, values) in network.Statistics.Zip(statistics))
                values.CopyTo(block.Values);
        }

        private void Exchange()
        {
            foreach (var view in network.Parameters.Views.Where(v => !v.Description.IsFrozen)) // what is frozen has no state
            {
                Span<float> weights = network.Parameters.ValuesOf(view), values = view.Slice(state.Values);
                float[] before = weights.ToArray();
                values.CopyTo(weights);
                before.CopyTo(values);
            }
        }
    }
}
