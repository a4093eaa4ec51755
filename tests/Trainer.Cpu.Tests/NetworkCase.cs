using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>A small network with invented data, computed by the fast engine and by the reference.</summary>
internal sealed class NetworkCase
{
    private static readonly StreamKey Key = new(2024);

    private readonly bool shake;

    public NetworkCase(NetworkDescription description, TensorShape input, int samples, string activation = "tanh")
        : this(description, input, samples, ActivationCatalogue.Find(activation) ?? throw new ArgumentException(activation), shake: true)
    {
    }

    /// <param name="description">The network.</param>
    /// <param name="input">One sample.</param>
    /// <param name="samples">In the batch.</param>
    /// <param name="activation">Stands at every placeholder.</param>
    /// <param name="shake">Whether batch norms start away from 1 and 0, where mistakes could hide.</param>
    public NetworkCase(NetworkDescription description, TensorShape input, int samples, ActivationDefinition activation, bool shake)
    {
        this.shake = shake;
        Activation = activation;
        Shape = ShapedNetwork.Infer(description, input).WithActivation(Activation.At);
        Samples = samples;
        var random = RandomStream.For(Key, "data");
        Input = [.. Enumerable.Range(0, samples * input.Count).Select(_ => (float)random.NextNormal())];
        Labels = [.. Enumerable.Range(0, samples).Select(_ => random.NextInt(Shape.Output.Channels))];
    }

    public ShapedNetwork Shape { get; }

    public ActivationDefinition Activation { get; }

    public int Samples { get; }

    public float[] Input { get; }

    public int[] Labels { get; }

    /// <summary>The same network with a batch norm of its output, so that batches go through it in more than one piece.</summary>
    public NetworkCase WithBatchNorm()
    {
        var nodes = Shape.Nodes.Select(n => n.Node)
            .Append(new NetworkNode("batchnorm", new LayerDescription.BatchNorm(1e-5, 0.1), [Shape.Nodes.Length - 1]));
        return new NetworkCase(new NetworkDescription(Shape.Name, [.. nodes]), Shape.Input, Math.Max(Samples, 35), Activation, shake);
    }

    /// <summary>The same network with a batch of another size.</summary>
    public NetworkCase WithSamples(int samples) =>
        new(new NetworkDescription(Shape.Name, [.. Shape.Nodes.Select(n => n.Node)]), Shape.Input, samples, Activation, shake);

    /// <summary>Where each parameter tensor lies.</summary>
    public IReadOnlyList<ParameterView> Views
    {
        get
        {
            using var network = Compile(KernelSet.Best);
            return network.Parameters.Views;
        }
    }

    public CpuNetwork Compile(KernelSet kernels, int? microBatch = null)
    {
        var network = NetworkCompiler.Compile(Shape, Samples, kernels, microBatch);
        foreach (var view in network.Parameters.Views)
        {
            var values = network.Parameters.ValuesOf(view);
            WeightInitializer.Fill(Key, view.Description, Initialization.PyTorch, Activation, values);
            var random = RandomStream.For(Key, "shake/" + view.Description.Name);
            if (shake && view.Description.Role is ParameterRole.Scale or ParameterRole.Shift)
            {
                foreach (ref float value in values)
                    value += (float)random.NextNormal() * 0.3f;
            }
        }
        return network;
    }

    /// <summary>Loss and gradients of the fast engine.</summary>
    public unsafe (double Loss, float[] Gradients) Fast(KernelSet kernels, int? microBatch = null)
    {
        using var network = Compile(kernels, microBatch);
        network.BeginEpoch(Key, "1");
        double loss = network.ForwardBackward(new FloatSamples(Shape.Input, Input, Labels), [.. Enumerable.Range(0, Samples)]);
        return (loss, new ReadOnlySpan<float>(network.Parameters.Gradients, network.Parameters.Count).ToArray());
    }

    /// <summary>Loss and gradients of the reference, and the parameters they are at.</summary>
    public unsafe (double Loss, double[] Gradients, double[] Parameters, ReferenceNetwork Network) Reference()
    {
        using var network = Compile(KernelSet.Best);
        double[] parameters = new double[network.Parameters.Count], gradients = new double[network.Parameters.Count];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = network.Parameters.Values[i];
        var reference = new ReferenceNetwork(Shape, new ReferenceMode.Training(Key, "1"));
        return (reference.Loss(DoubleInput, Labels, parameters, gradients), gradients, parameters, reference);
    }

    public double[] DoubleInput => [.. Input.Select(v => (double)v)];
}
