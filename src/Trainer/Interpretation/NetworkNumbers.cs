using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Interpretation;

/// <summary>The numbers of a network at a time of its training.</summary>
/// <param name="Learned">(parameters) in the order of <see cref="ShapedNetwork.Parameters"/>.</param>
/// <param name="Statistics">(channels) each: running means and variances of batch norms, by name.</param>
public sealed record NetworkNumbers(double[] Learned, IReadOnlyDictionary<string, double[]> Statistics)
{
    /// <summary>Collects them from saved tensors. Running statistics that are not among them have the values that they start at, 0 and
    /// 1.</summary>
    /// <exception cref="ArgumentException">A learned tensor is missing or has another size.</exception>
    public static NetworkNumbers From(ShapedNetwork network, IEnumerable<NamedTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(tensors);
        var saved = tensors.ToDictionary(t => t.Name, t => t.Values, StringComparer.Ordinal);
        var learned = new List<double>();
        foreach (var parameter in network.Parameters)
        {
            if (saved.GetValueOrDefault(parameter.Name) is not { } values || values.Length != parameter.Count)
                throw new ArgumentException($"'{parameter.Name}' of {parameter.Count} numbers is not among the tensors.", nameof(tensors));
            learned.AddRange(values.Select(v => (double)v));
        }
        var statistics = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var node in network.Nodes.Where(n => n.Node.Layer is LayerDescription.BatchNorm))
        {
            Add(TensorNames.RunningMean(node.Node.Name), node.Output.Channels, start: 0);
            Add(TensorNames.RunningVariance(node.Node.Name), node.Output.Channels, start: 1);
        }
        return new NetworkNumbers([.. learned], statistics);

        void Add(string name, int channels, double start) => statistics[name] = saved.TryGetValue(name, out float[]? values)
            ? [.. values.Select(v => (double)v)] : [.. Enumerable.Repeat(start, channels)];
    }
}
