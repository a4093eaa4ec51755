using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.TorchSharp.Networks;

/// <summary>One network computed for several trials at once; with one trial it is the network itself. One thread at a time.</summary>
/// <remarks>Images are (samples, trials x channels, height, width), so that a grouped convolution trains all trials; vectors are
/// (trials, samples, features), so that a batched product does. No operation mixes trials: what is NaN in one stays there.</remarks>
internal sealed partial class FusedNetwork : IDisposable
{
    private readonly FusedElementwise?[] elementwise; // per node
    private readonly bool[] overwrites; // per node: whether it is ReLU of what nobody else reads and no gradient needs
    private readonly int[] lastReaders; // per node: the last node that reads it
    private IReadOnlyList<Tensor> learned; // what Forward reads at the moment
    // (trials x channels) of batch norms
    private readonly Dictionary<string, (Tensor Mean, Tensor Variance)> running = new(StringComparer.Ordinal);

    /// <summary>Makes a network whose numbers are zero, its running variances one.</summary>
    /// <param name="shapes">The network of each trial, equal but for the formulas in it.</param>
    /// <param name="precision">Of activations and their gradients.</param>
    /// <param name="device">Where.</param>
    public FusedNetwork(IReadOnlyList<ShapedNetwork> shapes, ScalarType precision, torch.Device device)
        : this(shapes, precision, parameters: null, device)
    {
        foreach (var node in Shape.Nodes.Where(n => n.Node.Layer is LayerDescription.BatchNorm))
        {
            long channels = (long)TrialCount * node.Output.Channels;
            running[node.Node.Name] = (torch.zeros([channels], dtype: Exactness, device: device).DetachFromDisposeScope(),
                torch.ones([channels], dtype: Exactness, device: device).DetachFromDisposeScope());
        }
    }

    private FusedNetwork(IReadOnlyList<ShapedNetwork> shapes, ScalarType precision, FusedParameters? parameters, torch.Device device)
    {
        (Shapes, Precision, Device) = (shapes, precision, device);
        if (shapes.Any(s => !s.Nodes.Select(n => n.Node.Layer.Kind).SequenceEqual(Shape.Nodes.Select(n => n.Node.Layer.Kind))))
            throw new ArgumentException("Networks of different layers do not train together.", nameof(shapes));
        elementwise = [.. Shape.Nodes.Select((n, i) =>
            n.Node.Layer is LayerDescription.Elementwise ? new FusedElementwise([.. shapes.Select(s => s.Nodes[i])]) : null)];
        // Numbers that the optimizer moves by little keep single precision where the arithmetic is coarser.
        Parameters = parameters ?? new FusedParameters(Layout(), TrialCount, Exactness, device);
        learned = Parameters.Leaves;
        lastReaders = new int[Shape.Nodes.Length];
        for (int i = 0; i < Shape.Nodes.Length; i++)
        {
            foreach (int read in Shape.Nodes[i].Node.Inputs.Where(read => read >= 0))
                lastReaders[read] = i;
        }
        lastReaders[^1] = int.MaxValue;
        overwrites = [.. Shape.Nodes.Select((n, i) => elementwise[i] is { IsRelu: true } && IsOnlyReader(n.Node.Inputs[0]))];

        bool IsOnlyReader(int read) => read >= 0 && Shape.Nodes.Sum(n => n.Node.Inputs.Count(i => i == read)) == 1
            && Shape.Nodes[read].Node.Layer is LayerDescription.Convolution or LayerDescription.BatchNorm or LayerDescription.Add;
    }

    /// <summary>What is computed for each trial.</summary>
    public IReadOnlyList<ShapedNetwork> Shapes { get; }

    /// <summary>What all of them compute, but for formulas.</summary>
    public ShapedNetwork Shape => Shapes[0];

    /// <summary>How many networks train together.</summary>
    public int TrialCount => Shapes.Count;

    /// <summary>Of activations and their gradients.</summary>
    public ScalarType Precision { get; }

    /// <summary>Where everything is.</summary>
    public torch.Device Device { get; }

    /// <summary>All learned numbers.</summary>
    public FusedParameters Parameters { get; }

    /// <summary>Running means and variances of all batch norms.</summary>
    public IReadOnlyList<RunningStatistics> Statistics =>
    [
        .. running.SelectMany(r => new[]
        {
            new RunningStatistics(TensorNames.RunningMean(r.Key), r.Value.Mean, TrialCount),
            new RunningStatistics(TensorNames.RunningVariance(r.Key), r.Value.Variance, TrialCount),
        }),
    ];

    /// <summary>Batches that running statistics are the mean of, the next one included; null where batch norms do as
    /// <see cref="Forward"/> says. Where it is set, each batch has its own statistics in evaluation too.</summary>
    public int? RefreshedBatches { get; set; }

    /// <summary>Whether batch norms take the statistics of the samples at hand in evaluation too, and leave the running ones as they
    /// are.</summary>
    public bool UsesBatchStatistics { get; set; }

    private ScalarType Exactness => Precision == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>The network's output for a batch.</summary>
    /// <param name="input">(samples, trials x channels, height, width).</param>
    /// <param name="streams">Random numbers of the epoch; null in evaluation, where nothing is random and batch norm takes its running
    /// means.</param>
    /// <param name="numbers">Read in place of the leaves of <see cref="Parameters"/>, such as what steps on a graph made of them; null for
    /// the leaves.</param>
    /// <returns>(trials, samples, classes).</returns>
    public Tensor Forward(Tensor input, FusedStreams? streams, IReadOnlyList<Tensor>? numbers = null)
    {
        learned = numbers ?? Parameters.Leaves;
        var values = new Tensor[Shape.Nodes.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var node = Shape.Nodes[i];
            var x = node.Node.Inputs.Select(read => read < 0 ? input : values[read]).ToArray();
            values[i] = overwrites[i] ? x[0].relu_()
                : elementwise[i] is { } fused ? Elementwise(node, fused, Alike(x), streams)
                : Compute(node, x, streams);
            if (overwrites[i])
                continue; // they are one
            foreach (int read in node.Node.Inputs.Where(read => read >= 0 && lastReaders[read] == i).Distinct())
                values[read].Dispose(); // autograd keeps what it needs
        }
        return AsVector(values[^1]);
    }

    /// <summary>The same for some of the trials, with their numbers and statistics. This network is to be disposed by the caller.</summary>
    public FusedNetwork Select(IReadOnlyList<int> trials)
    {
        var kept = new FusedNetwork([.. trials.Select(r => Shapes[r])], Precision, Parameters.Select(trials), Device);
        using var scope = torch.NewDisposeScope();
        var numbers = torch.tensor([.. trials.Select(r => (long)r)], device: Device);
        foreach (var (name, (mean, variance)) in running)
            kept.running[name] = (Keep(mean), Keep(variance));
        return kept;

        Tensor Keep(Tensor statistics) => statistics.view(TrialCount, -1).index_select(0, numbers).flatten().DetachFromDisposeScope();
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

    // A formula's tensor is as large as the largest of the trials. What is frozen comes last, so that what moves is one run of memory.
    private ParameterDescription[] Layout() =>
        [.. Shape.Nodes.SelectMany((n, i) => elementwise[i]?.Parameters ?? n.Parameters)
            .OrderBy(p => p.IsFrozen).ThenBy(p => p.Role == ParameterRole.Activation)];

    // What arithmetic reads of a learned tensor: in the precision of the activations.
    private Tensor Learned(ShapedNode node, string name)
    {
        var exact = Exact(node, name);
        return exact.dtype == Precision ? exact : exact.to(Precision);
    }

    // (trials, elements)
    private Tensor Exact(ShapedNode node, string name) => learned[Parameters.NumberOf($"{node.Node.Name}.{name}")];
}
