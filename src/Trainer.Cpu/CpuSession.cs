using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu;

/// <summary>One trial in training: its network, optimizer and images.</summary>
internal sealed class CpuSession : NetworkSession
{
    private readonly StreamKey key;
    private readonly int batchSize;
    private readonly SplitSamples train, validation, test;
    private readonly Func<TrainingEpoch, TrainingSamples?> training;
    private readonly int[] testSamples;

    public CpuSession(SessionDescription description, KernelSet kernels)
        : this(description, description.Trials.Single(), kernels)
    {
    }

    private CpuSession(SessionDescription description, SessionTrial trial, KernelSet kernels)
        : base(NetworkCompiler.Compile(trial.Network, trial.Settings.BatchSize, kernels), trial.Settings.Optimizer)
    {
        var (settings, dataset) = (trial.Settings, description.Dataset);
        (key, batchSize) = (trial.StreamKey, settings.BatchSize);
        training = epoch => TrainingSamples.Begin(dataset, settings.Normalization, settings.Augmentation, key, epoch.Label,
            settings.Mixing?.Draw(key, epoch.Label, epoch.Samples[0], batchSize, dataset.Train.Count, dataset.Form));
        var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        var pixels = settings.Normalization == Normalization.Standard ? dataset.Pixels : null;
        train = SplitSamples.Create(dataset.Train, image, pixels);
        validation = SplitSamples.Create(dataset.Train, image, pixels); // never augmented
        test = SplitSamples.Create(dataset.Test, image, pixels);
        testSamples = [.. Enumerable.Range(0, dataset.Test.Count)];
        int lanes = Network.MicroBatchSamples;
        Network.Objective = dataset.Task switch
        {
            Segmentation => new MaskObjective(image.Plane, lanes, settings.Loss),
            Regression => new NumberObjective(dataset.TargetStatistics, lanes),
            _ => new ClassObjective(dataset.Task.OutputChannels, lanes, settings.LabelSmoothing, description.CountsConfusion),
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop)
    {
        Network.BeginEpoch(key, epoch.Label);
        train.Training = training(epoch);
        ReadOnlySpan<int> samples = epoch.Samples[0];
        double[] losses = new double[epoch.Rates[0].Length];
        for (int batch = 0; batch < losses.Length; batch++)
        {
            stop.ThrowIfCancellationRequested();
            int first = batch * batchSize;
            losses[batch] = Network.ForwardBackward(train, samples.Slice(first, Math.Min(batchSize, samples.Length - first)));
            if (!double.IsFinite(losses[batch]))
                return [new EpochLosses(losses[..(batch + 1)], ParametersAreFinite: true)];
            foreach (var course in epoch.Courses)
            {
                if (course.Values[0] is { } values)
                    Optimizer.Set(course.Constant, values[batch]);
            }
            Optimizer.Step(Network.Parameters, epoch.Rates[0][batch]);
        }
        return [new EpochLosses(losses, Network.Parameters.IsFinite())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop)
    {
        return [samples is null ? Network.Evaluate(test, testSamples, stop) : Network.Evaluate(validation, samples[0], stop)];
    }

    /// <inheritdoc/>
    protected override void RefreshStatistics(IReadOnlyList<int[]> samples, CancellationToken stop) =>
        Network.RefreshStatistics(validation, samples[0], stop);
}
