using Sweep.Trainer.Activations;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>One network computed for several replicas at once; with one replica it is the network itself. One thread at a time.</summary>
/// <remarks>Images are (samples, replicas x channels, height, width), so that a grouped convolution trains all replicas; vectors are
/// (replicas, samples, features), so that a batched product does. No operation mixes replicas: what is NaN in one stays there.</remarks>
internal sealed partial class ReplicaNetwork : IDisposable
{
    private readonly ReplicaActivation activation;
    private readonly int[] lastReaders; // per node: the last node that reads it
    private IReadOnlyList<Tensor> learned; // what Forward reads at the moment
    private readonly Dictionary<string, (Tensor Mean, Tensor Variance)> running = new(StringComparer.Ordinal); // (replicas x channels) of batch norms

    /// <summary>Makes a network whose numbers are zero, its running variances one.</summary>
    public ReplicaNetwork(ShapedNetwork shape, IReadOnlyList<ActivationDefinition> activations, ScalarType precision, torch.Device device)
        : this(shape, activations, precision, parameters: null, device)
    {
        foreach (var node in shape.Nodes.Where(n => n.Node.Layer is LayerDescription.BatchNorm))
        {
            long channels = (long)Replicas * node.Output.Channels;
            running[node.Node.Name] = (torch.zeros([channels], dtype: Exactness, device: device).DetachFromDisposeScope(),
                torch.ones([channels], dtype: Exactness, device: device).DetachFromDisposeScope());
        }
    }

    private ReplicaNetwork(ShapedNetwork shape, IReadOnlyList<ActivationDefinition> activations, ScalarType precision, ReplicaParameters? parameters, torch.Device device)
    {
        (Shape, Replicas, Precision, Device) = (shape, activations.Count, precision, device);
        activation = new ReplicaActivation(activations);
        // Numbers that the optimizer moves by little keep single precision where the arithmetic is coarser.
        Parameters = parameters ?? new ReplicaParameters(ParameterLayout.Of(shape, activation.ParameterCount, activation.PerChannel), Replicas, Exactness, device);
        learned = Parameters.Leaves;
        lastReaders = new int[shape.Nodes.Length];
        for (int i = 0; i < shape.Nodes.Length; i++)
        {
            foreach (int read in shape.Nodes[i].Node.Inputs.Where(read => read >= 0))
                lastReaders[read] = i;
        }
        lastReaders[^1] = int.MaxValue;
    }

    /// <summary>What is computed.</summary>
    public ShapedNetwork Shape { get; }

    /// <summary>How many networks train together.</summary>
    public int Replicas { get; }

    /// <summary>Of activations and their gradients.</summary>
    public ScalarType Precision { get; }

    /// <summary>Where everything is.</summary>
    public torch.Device Device { get; }

    /// <summary>All learned numbers.</summary>
    public ReplicaParameters Parameters { get; }

    /// <summary>Running means and variances of all batch norms.</summary>
    public IReadOnlyList<RunningStatistics> Statistics =>
    [
        .. running.SelectMany(r => new[]
        {
            new RunningStatistics(TensorNames.RunningMean(r.Key), r.Value.Mean, Replicas),
            new RunningStatistics(TensorNames.RunningVariance(r.Key), r.Value.Variance, Replicas),
        }),
    ];

    private ScalarType Exactness => Precision == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>The network's output for a batch.</summary>
    /// <param name="input">(samples, replicas x channels, height, width).</param>
    /// <param name="streams">Random numbers of the epoch; null in evaluation, where nothing is random and batch norm takes its running means.</param>
    /// <param name="numbers">Read in place of the leaves of <see cref="Parameters"/>, such as what steps on a graph made of them; null for the leaves.</param>
    /// <returns>(replicas, samples, classes).</returns>
    public Tensor Forward(Tensor input, ReplicaStreams? streams, IReadOnlyList<Tensor>? numbers = null)
    {
        learned = numbers ?? Parameters.Leaves;
        var values = new Tensor[Shape.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var node = Shape.Nodes[i];
            var x = node.Node.Inputs.Select(read => read < 0 ? input : values[read]).ToArray();
            values[i] = Compute(node, x, streams);
            foreach (int read in node.Node.Inputs.Where(read => read >= 0 && lastReaders[read] == i).Distinct())
                values[read].Dispose(); // autograd keeps what it needs
        }
        return AsVector(values[^1]);
    }

    /// <summary>The same for some of the replicas, with their numbers and statistics. This network is to be disposed by the caller.</summary>
    public ReplicaNetwork Of(IReadOnlyList<int> replicas, IReadOnlyList<ActivationDefinition> activations)
    {
        var kept = new ReplicaNetwork(Shape, activations, Precision, Parameters.Of(replicas), Device);
        using var scope = torch.NewDisposeScope();
        var numbers = torch.tensor([.. replicas.Select(r => (long)r)], device: Device);
        foreach (var (name, (mean, variance)) in running)
            kept.running[name] = (Keep(mean), Keep(variance));
        return kept;

        Tensor Keep(Tensor statistics) => statistics.view(Replicas, -1).index_select(0, numbers).flatten().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parameters.Dispose();
        foreach (var (mean, variance) in running.Values)
        {
            mean.Dispose();
            variance.Dispose();
        }
    }

    // What arithmetic reads of a learned tensor: in the precision of the activations.
    private Tensor Learned(ShapedNode node, string name)
    {
        var exact = Exact(node, name);
        return exact.dtype == Precision ? exact : exact.to(Precision);
    }

    // (replicas, elements)
    private Tensor Exact(ShapedNode node, string name) => learned[Parameters.NumberOf($"{node.Node.Name}.{name}")];
}
