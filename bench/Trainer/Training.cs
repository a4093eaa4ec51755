using Sweep.Trainer.Initializations;
using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Bench;

/// <summary>A network in training on MNIST: AReLU from the catalogue, batch 128, SGD with momentum 0.9, learning rate 0.01.</summary>
internal sealed class Training : IDisposable
{
    public const int BatchSize = 128;

    private readonly StreamKey key;
    private readonly Optimizer optimizer;
    private readonly SampleSplit split;
    private readonly ByteSamples source;
    private int[] samples = []; // in the order of the epoch

    public Training(string architecture, Data.DatasetSplit train, KernelSet kernels, ulong seed)
    {
        key = new StreamKey(seed);
        var activation = ActivationCatalogue.Find("arelu")!;
        var shape = Architecture.Read(new SettingValue.Text(architecture)).For(new TensorShape(1, 28, 28), 10)
            .WithActivation(activation.At);
        Network = NetworkCompiler.Compile(shape, BatchSize, kernels);
        foreach (var view in Network.Parameters.Views)
            WeightInitializer.Fill(key, view.Description, Initialization.PyTorch, activation, Network.Parameters.ValuesOf(view));
        var sgd = new OptimizerSettings(OptimizerCatalogue.Find("sgd")!, new Dictionary<string, double> { ["momentum"] = 0.9 });
        optimizer = Optimizer.Create(sgd, Network.Parameters);
        split = SampleSplit.Draw(key, "split", train.Count, validationSplit: 0, trainSamples: null);
        source = new ByteSamples(train, shape.Input);
    }

    public CpuNetwork Network { get; }

    public SampleSource Source => source;

    /// <summary>Batches of an epoch.</summary>
    public int Batches => (source.Count + BatchSize - 1) / BatchSize;

    /// <summary>Starts an epoch.</summary>
    public void BeginEpoch(int epoch)
    {
        string label = epoch.ToString(CultureInfo.InvariantCulture);
        Network.BeginEpoch(key, label);
        samples = split.Shuffle(key, $"shuffle/{label}");
    }

    /// <summary>Trains some batches of the epoch.</summary>
    public void Train(int firstBatch, int batches)
    {
        for (int batch = firstBatch; batch < firstBatch + batches; batch++)
        {
            int first = batch * BatchSize;
            Network.ForwardBackward(source, samples.AsSpan(first, Math.Min(BatchSize, samples.Length - first)));
            optimizer.Step(Network.Parameters, rate: 0.01);
        }
    }

    /// <summary>Trains one epoch.</summary>
    public void Epoch(int epoch)
    {
        BeginEpoch(epoch);
        Train(0, Batches);
    }

    /// <summary>Multiply-adds per sample that training needs: forward, weight gradients, and input gradients except those of the first
    /// layer.</summary>
    public static double MultiplyAdds(ShapedNetwork shape)
    {
        double total = 0;
        bool first = true;
        foreach (var node in shape.Nodes.Where(n => n.Node.Layer is LayerDescription.Convolution or LayerDescription.Linear))
        {
            double forward = (double)node.Parameters[0].Count * node.Output.Plane;
            total += forward * (first ? 2 : 3);
            first = false;
        }
        return total;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        Network.Dispose();
    }
}
