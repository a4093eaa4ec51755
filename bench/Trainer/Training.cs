using Sweep.Planning;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocol;

namespace Sweep.Trainer.Bench;

/// <summary>A network in training on MNIST: AReLU from the catalogue, batch 128, SGD with momentum 0.9, learning rate 0.01.</summary>
internal sealed class Training : IDisposable
{
    private readonly StreamKey key;
    private readonly Optimizer optimizer;
    private readonly SampleOrder order;
    private readonly ByteSamples source;

    public Training(string architecture, Data.ImageSplit train, KernelSet kernels, ulong seed)
    {
        key = new StreamKey(seed);
        var activation = ActivationCatalogue.Find("arelu")!;
        var shape = Architectures.Find(architecture)!.For(new TensorShape(1, 28, 28), 10);
        Network = NetworkCompiler.Compile(shape, new ActivationBinding(activation.CompileSingle(), PerChannel: false), 128, kernels);
        foreach (var view in Network.Parameters.Views)
            WeightStart.Fill(key, view.Description, Initialization.PyTorch, activation, Network.Parameters.ValuesOf(view));
        optimizer = new SgdSettings(0.01, Momentum: 0.9).Create(Network.Parameters.Count);
        order = new SampleOrder(key, train.Count, validationSplit: 0, trainSamples: null);
        source = new ByteSamples(train, shape.Input);
    }

    public CpuNetwork Network { get; }

    public SampleSource Source => source;

    /// <summary>Trains one epoch; mean batch loss.</summary>
    public double Epoch(int epoch)
    {
        Network.BeginEpoch(key, epoch);
        var samples = order.Epoch(epoch);
        double total = 0;
        int batches = 0;
        for (int first = 0; first < samples.Length; first += 128, batches++)
        {
            total += Network.ForwardBackward(source, samples.Slice(first, Math.Min(128, samples.Length - first)));
            optimizer.Step(Network.Parameters);
        }
        return total / batches;
    }

    /// <summary>Multiply-adds per sample that training needs: forward, weight gradients, and input gradients except those of the first layer.</summary>
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
