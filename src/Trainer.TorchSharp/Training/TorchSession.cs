using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Some trials in training as one program: their networks, optimizers and images. One thread at a time.</summary>
internal sealed class TorchSession : IMetaSession
{
    private const int EvaluatedImages = 2048; // of all trials, at once

    private readonly DeviceDataset dataset;
    private readonly int batchSize;
    private readonly ScalarType precision;
    private readonly Normalization normalization;
    private readonly Augmentation? augmentation;
    private readonly Mixing? mixing;
    private readonly double labelSmoothing;
    private readonly PixelLoss pixelLoss;
    private readonly bool countsConfusion;
    private List<SessionTrial> trials;
    private FusedNetwork network;
    private FusedOptimizer optimizer;

    /// <summary>Compiles the networks.</summary>
    /// <param name="description">What to train.</param>
    /// <param name="dataset">Its dataset, on the device to train on.</param>
    /// <param name="device">Where.</param>
    /// <param name="precision">Of activations and gradients.</param>
    public TorchSession(SessionDescription description, DeviceDataset dataset, TorchDevice device, ScalarType precision)
    {
        (this.dataset, this.precision) = (dataset, precision);
        trials = [.. description.Trials];
        var settings = trials[0].Settings;
        (batchSize, normalization, augmentation) = (settings.BatchSize, settings.Normalization, settings.Augmentation);
        (pixelLoss, mixing, labelSmoothing) = (settings.Loss, settings.Mixing, settings.LabelSmoothing);
        countsConfusion = description.CountsConfusion;
        network = new FusedNetwork([.. trials.Select(t => t.Network)], precision, device.ToTorch());
        try
        {
            optimizer = FusedOptimizer.Create([.. trials.Select(t => t.Settings.Optimizer)], network.Parameters,
                [.. trials.SelectMany(t => t.Settings.MovingConstants).Distinct()]);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long OptimizerSteps
    {
        get => optimizer.StepCount;
        set => optimizer.StepCount = value;
    }

    /// <inheritdoc/>
    /// <remarks>An estimate: libtorch's allocator is that of all trainings on the device.</remarks>
    public long BytesOf(int trial) => MemoryEstimate.OfNetwork(trials[trial].Settings, trials[trial].Network)
        + MemoryEstimate.OfOptimizer(trials[trial].Settings.Optimizer, trials[trial].Network);

    /// <inheritdoc/>
    /// <remarks>Losses are read from the device once, at the end.</remarks>
    public IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        using var epochScope = torch.NewDisposeScope();
        var order = Upload(epoch.Samples); // (samples, trials)
        TrainingSamples[] samplesOfTrials = [.. trials.Select((t, i) => TrainingSamples.Begin(dataset.Source, normalization, augmentation,
            t.StreamKey, epoch.Label, mixing?.Draw(t.StreamKey, epoch.Label, epoch.Samples[i], batchSize, dataset.Train.Count,
                dataset.Source.Form))).OfType<TrainingSamples>()];
        var batch = Reader(samplesOfTrials, epoch, order);
        var mixed = mixing is null ? null : MixedTargets.Upload([.. samplesOfTrials.Select(s => s.Mixed!)], epoch.Samples,
            dataset.Source.Train.Labels, network.Device);
        int samples = (int)order.shape[0], steps = epoch.Rates[0].Length;
        var losses = torch.zeros([steps, trials.Count], dtype: ScalarType.Float64, device: network.Device);
        var streams = new FusedStreams([.. trials.Select(t => t.StreamKey)], epoch.Label);
        optimizer.BeginEpoch(epoch.Rates, epoch.Courses);
        for (int step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            int first = step * batchSize, count = Math.Min(batchSize, samples - first);
            Step(batch(first, count), mixed?.Narrow(first, count), streams, losses.select(0, step));
        }
        double[] read = losses.cpu().data<double>().ToArray();
        bool[] finite = network.Parameters.AreFinite();
        return [.. trials.Select((_, t) =>
            new EpochLosses([.. Enumerable.Range(0, steps).Select(s => read[s * trials.Count + t])], finite[t]))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop)
    {
        int chunk = Math.Max(1, EvaluatedImages / trials.Count);
        if (samples is null)
            return Evaluate(dataset.Test.Count, chunk, (first, count) =>
                dataset.Test.Slice(first, count, trials.Count, precision, normalization), stop);
        using var scope = torch.NewDisposeScope();
        var kept = Upload(samples);
        return Evaluate((int)kept.shape[0], chunk,
            (first, count) => dataset.Train.Gather(kept.narrow(0, first, count), precision, normalization, transforms: null), stop);
    }

    /// <inheritdoc/>
    public IReadOnlyList<EpochLosses> TrainEpisodes(MetaEpoch epoch, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return Meta().Train(optimizer, [.. trials.Select(t => t.StreamKey)], epoch, stop);
    }

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<EpisodeScore>> JudgeEpisodes(IReadOnlyList<IReadOnlyList<Episode>> episodes, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        return Meta().Judge(episodes, stop);
    }

    /// <inheritdoc/>
    public IDisposable ExchangeWeights(IReadOnlyList<bool> trials, IReadOnlyList<int[]> samples, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(samples);
        var restoration = new WeightExchange(network, optimizer.Evaluated, trials);
        try
        {
            if (network.Statistics.Count > 0)
                RefreshStatistics(samples, stop);
            restoration.KeepOthers();
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
        ArgumentNullException.ThrowIfNull(trials);
        this.trials = [.. trials.Select(t => this.trials[t])];
        var (oldNetwork, oldOptimizer) = (network, optimizer);
        network = oldNetwork.Select(trials);
        optimizer = oldOptimizer.Select(oldNetwork.Parameters, network.Parameters, trials);
        oldOptimizer.Dispose();
        oldNetwork.Dispose();
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> Save(int trial)
    {
        var parameters = network.Parameters;
        var own = network.Shapes[trial].Parameters;
        return
        [
            .. own.Select(p => new NamedTensor(p.Name, p.Shape, parameters.Read(parameters.Values, p, trial))),
            .. network.Statistics.Select(s => new NamedTensor(s.Name, [s.Channels], s.Read(trial))),
            .. optimizer.States.SelectMany(state => own.Where(p => !p.IsFrozen).Select(p =>
                new NamedTensor(TensorNames.OptimizerState(state.Key, p.Name), p.Shape, parameters.Read(state.Value, p, trial)))),
            .. ScalarTensors.Save(optimizer.ScalarsOf(trial)),
        ];
    }

    /// <inheritdoc/>
    public void Load(int trial, IReadOnlyList<NamedTensor> tensors)
    {
        var given = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var parameters = network.Parameters;
        foreach (var parameter in network.Shapes[trial].Parameters)
        {
            if (Find(parameter.Name, parameter.Count) is { } values)
                parameters.Write(parameters.Values, parameter, trial, values);
            foreach (var state in optimizer.States)
            {
                if (Find(TensorNames.OptimizerState(state.Key, parameter.Name), parameter.Count) is { } remembered)
                    parameters.Write(state.Value, parameter, trial, remembered);
            }
        }
        ScalarTensors.Load(optimizer.ScalarsOf(trial), given);
        foreach (var statistics in network.Statistics)
        {
            if (Find(statistics.Name, statistics.Channels) is { } values)
                statistics.Write(trial, values);
        }

        float[]? Find(string name, int count) => !given.TryGetValue(name, out var tensor) ? null
            : tensor.Values.Length == count ? tensor.Values
            : throw new ArgumentException($"'{name}' has {tensor.Values.Length} numbers, this network's {count}.", nameof(tensors));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    private MetaTraining Meta() => new(trials[0].Settings.Meta ?? throw new InvalidOperationException("These trials have no episodes."),
        network, dataset, normalization);

    // Gives the batches of an epoch. Crops and mirror images alone are made on the device, what else happens to samples on the host.
    private Func<int, int, (Tensor Input, Tensor Targets)> Reader(TrainingSamples[] samples, TrainingEpoch epoch, Tensor order)
    {
        if (samples.Length > 0 && samples[0].CropsAlone is null)
        {
            var host = new HostBatches(samples, epoch.Samples, dataset.Train.Image, network.Device);
            return (first, count) => (host.Input(first, count, precision), dataset.Source.Task is Segmentation
                ? host.Masks(first, count) : dataset.Train.TargetsOf(order.narrow(0, first, count)));
        }
        var transforms = samples.Length == 0 ? null : DeviceTransforms.Upload([.. samples.Select(s => s.CropsAlone!)], epoch.Samples,
            augmentation!.CropFlipAlone!.Padding, network.Device);
        return (first, count) =>
            dataset.Train.Gather(order.narrow(0, first, count), precision, normalization, transforms?.Narrow(first, count));
    }

    // Reads nothing from the device, so that a GPU is never waited for; the number of operations does not depend on how many trials there
    // are.
    private void Step((Tensor Input, Tensor Targets) batch, MixedTargets? mixed, FusedStreams streams, Tensor losses)
    {
        var (input, labels) = batch;
        var logits = network.Forward(input, streams);
        var loss = (mixed is null && labelSmoothing == 0 ? Loss(logits, labels)
            : CrossEntropy.Compute(logits, labels, mixed, labelSmoothing)).mean([1]);
        var gradients = network.Parameters.Gradients(loss.sum());
        using var quiet = torch.no_grad();
        optimizer.Step(gradients);
        losses.copy_(loss);
    }

    private void RefreshStatistics(IReadOnlyList<int[]> samples, CancellationToken stop)
    {
        using var whole = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var order = Upload(samples);
        int count = samples[0].Length;
        foreach (var statistics in network.Statistics)
            _ = statistics.Values.zero_();
        try
        {
            for (int first = 0; first < count; first += batchSize)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var part = order.narrow(0, first, Math.Min(batchSize, count - first));
                network.RefreshedBatches = first / batchSize + 1;
                network.Forward(dataset.Train.Gather(part, precision, normalization, transforms: null).Input, streams: null);
            }
        }
        finally
        {
            network.RefreshedBatches = null;
        }
    }

    // (trials, samples)
    private Tensor Loss(Tensor logits, Tensor labels) => dataset.Source.Task switch
    {
        Segmentation => MaskLoss.Compute(pixelLoss, logits, labels),
        Regression => NumberLoss.Compute(logits, labels),
        _ => CrossEntropy.Compute(logits, labels),
    };

    private IReadOnlyList<Evaluation> Evaluate(int count, int chunk, Func<int, int, (Tensor Input, Tensor Targets)> read,
        CancellationToken stop)
    {
        using var whole = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var scores = Scores.Create(dataset.Source, trials.Count, network.Device, countsConfusion);
        for (int first = 0; first < count; first += chunk)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (input, labels) = read(first, Math.Min(chunk, count - first));
            var logits = network.Forward(input, streams: null);
            scores.Add(Loss(logits, labels), logits, labels);
        }
        return scores.Read(count);
    }

    private Tensor Upload(IReadOnlyList<int[]> perTrial)
    {
        int samples = perTrial[0].Length;
        var numbers = new long[samples, perTrial.Count];
        for (int t = 0; t < perTrial.Count; t++)
        {
            for (int s = 0; s < samples; s++)
                numbers[s, t] = perTrial[t][s];
        }
        return torch.from_array(numbers).to(network.Device);
    }
}
