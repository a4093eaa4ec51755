using System.Globalization;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Adapts a network's numbers to a task by some steps of plain gradient descent on its support samples. Each trial has a task of
/// its own.</summary>
internal sealed class InnerLoop
{
    private readonly FusedNetwork network;
    private readonly double scale; // of the mean loss
    private readonly Scalar descent;
    private readonly int[] moved; // numbers of the tensors that adapt

    /// <param name="network">Its numbers are where adaptation starts; they stay as they are.</param>
    /// <param name="meta">What adapts, and how fast.</param>
    public InnerLoop(FusedNetwork network, MetaSettings meta)
    {
        this.network = network;
        scale = meta.SumsOverWays ? meta.Ways : 1;
        descent = Scalars.Create(-meta.InnerRate);
        moved = meta.Method == MetaMethod.Anil
            ? [.. network.Shape.Head!.Parameters.Select(p => network.Parameters.NumberOf(p.Name))]
            : [.. Enumerable.Range(0, network.Parameters.Leaves.Count)];
    }

    /// <summary>The adapted numbers, one tensor for each leaf of the network's parameters. Called within a dispose scope.</summary>
    /// <param name="support">(samples, trials x channels, height, width) and (samples, trials) classes.</param>
    /// <param name="steps">How many steps; none gives the leaves.</param>
    /// <param name="streams">Random numbers of layers that draw, by the name of the batch: "support/0" for the first step; null where a
    /// task is judged.</param>
    /// <param name="keepsGraph">Whether the result can be differentiated through all steps; otherwise it begins a graph of its own.</param>
    public Tensor[] Adapt((Tensor Input, Tensor Targets) support, int steps, Func<string, FusedStreams>? streams, bool keepsGraph)
    {
        Tensor[] numbers = [.. network.Parameters.Leaves];
        for (int step = 0; step < steps; step++)
        {
            var loss = Losses(support, numbers, streams?.Invoke(Support(step))).sum().mul(Scalars.Create(scale));
            // create_graph alone frees the graph that the outer gradient goes back through.
            var gradients = torch.autograd.grad(outputs: [loss], inputs: [.. moved.Select(i => numbers[i])], retain_graph: keepsGraph,
                create_graph: keepsGraph, allow_unused: true);
            for (int i = 0; i < moved.Length; i++)
            {
                if (IsMissing(gradients[i]))
                    continue;
                var next = numbers[moved[i]].add(gradients[i], descent);
                numbers[moved[i]] = keepsGraph ? next : next.detach().requires_grad_(true);
            }
        }
        return numbers;
    }

    /// <summary>What the support is called in an inner step, from 0.</summary>
    public static string Support(int step) => string.Create(CultureInfo.InvariantCulture, $"support/{step}");

    /// <summary>(trials) the mean loss of some samples.</summary>
    public Tensor Losses((Tensor Input, Tensor Targets) batch, IReadOnlyList<Tensor> numbers, FusedStreams? streams) =>
        CrossEntropy.Compute(network.Forward(batch.Input, streams, numbers), batch.Targets).mean([1]);

    /// <summary>Whether a gradient is that of a tensor that no formula reads.</summary>
    public static bool IsMissing(Tensor? gradient) => gradient is null || gradient.IsInvalid;
}
