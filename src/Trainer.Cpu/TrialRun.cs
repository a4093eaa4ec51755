using Sweep.Planning;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Cpu;

/// <summary>One trial in training: network, optimizer, images and their order.</summary>
internal sealed class TrialRun : IDisposable
{
    private readonly StreamKey key;
    private readonly TrialSettings settings;
    private readonly CpuNetwork network;
    private readonly Optimizer optimizer;
    private readonly ByteSamples train, test;
    private readonly SampleOrder order;
    private readonly int[] testSamples;

    public TrialRun(TrialDescription trial, TrialSettings settings, ImageDataset dataset, KernelSet kernels)
    {
        if (settings.Precision != Precision.Float32)
            throw new TrialSettingsException("The CPU engine computes in float32; precision: bfloat16 needs the TorchSharp engine.");
        (key, this.settings) = (trial.StreamKey, settings);
        var image = new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        var shape = settings.Architecture.For(image, dataset.Classes);
        order = new SampleOrder(key, dataset.Train.Count, settings.ValidationSplit, settings.TrainSamples);
        train = new ByteSamples(dataset.Train, image);
        test = new ByteSamples(dataset.Test, image);
        testSamples = [.. Enumerable.Range(0, dataset.Test.Count)];
        var activation = settings.Activation;
        network = NetworkCompiler.Compile(shape, new ActivationBinding(activation.CompileSingle(), activation.Scope == Activations.ActivationScope.PerChannel),
            settings.BatchSize, kernels);
        foreach (var view in network.Parameters.Views)
            WeightInitializer.Fill(key, view.Description, settings.Initialization, activation, network.Parameters.ValuesOf(view));
        optimizer = Optimizer.Create(settings.Optimizer, network.Parameters);
    }

    /// <summary>Optimizer steps so far, the one that diverged included.</summary>
    public long Steps { get; private set; }

    /// <summary>Trains one epoch.</summary>
    /// <returns>Mean of the batch losses, or null when a loss or a parameter is no longer finite.</returns>
    /// <exception cref="OperationCanceledException">The training is to stop; looked for at each step.</exception>
    public double? TrainEpoch(int epoch, CancellationToken stop)
    {
        network.BeginEpoch(key, epoch);
        var samples = order.Epoch(epoch);
        int steps = (samples.Length + settings.BatchSize - 1) / settings.BatchSize;
        double[] rates = settings.LearningRate.OfEpoch(epoch, steps, settings.Epochs);
        double total = 0;
        int batches = 0;
        for (int first = 0; first < samples.Length; first += settings.BatchSize, batches++)
        {
            stop.ThrowIfCancellationRequested();
            Steps++;
            double loss = network.ForwardBackward(train, samples.Slice(first, Math.Min(settings.BatchSize, samples.Length - first)));
            if (!double.IsFinite(loss))
                return null;
            optimizer.Step(network.Parameters, rates[batches]);
            total += loss;
        }
        return network.Parameters.IsFinite() ? total / batches : null;
    }

    /// <summary>Evaluates on the test images and on those kept apart.</summary>
    public EpochMetrics Measure(int epoch, double trainLoss, double trainSeconds, CancellationToken stop)
    {
        var (testLoss, testAccuracy) = network.Evaluate(test, testSamples, stop);
        List<KeyValuePair<string, double>> values =
        [
            new(MetricNames.TrainLoss, trainLoss),
            new(MetricNames.TestAccuracy, testAccuracy),
            new(MetricNames.TestLoss, testLoss),
            new(MetricNames.TrainSeconds, trainSeconds),
        ];
        if (order.Validation.Length > 0)
        {
            var (loss, accuracy) = network.Evaluate(train, order.Validation, stop);
            values.Add(new(MetricNames.ValidationAccuracy, accuracy));
            values.Add(new(MetricNames.ValidationLoss, loss));
        }
        return new EpochMetrics(epoch, values);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }
}
