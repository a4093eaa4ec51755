using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>The gradient of a loss after some steps of training with respect to the numbers before them, second derivatives
/// included.</summary>
/// <remarks>Finn, Abbeel and Levine, "Model-Agnostic Meta-Learning", ICML 2017, arXiv 1703.03400, equation 1, with several inner steps of
/// plain gradient descent. Each trial learns a task of its own.</remarks>
internal static class MetaGradient
{
    /// <summary>Adapts to the support images and differentiates the loss of the query images. Called within a dispose scope.</summary>
    /// <param name="network">Its numbers are where adaptation starts; they stay as they are.</param>
    /// <param name="support">(samples, trials x channels, height, width) and (samples, trials) classes: what the inner steps learn
    /// from.</param>
    /// <param name="query">The same for what is judged.</param>
    /// <param name="innerRate">Learning rate of the inner steps, positive.</param>
    /// <param name="innerSteps">How many; none gives the ordinary gradient.</param>
    /// <param name="streams">Random numbers of layers that draw.</param>
    /// <returns>(trials) mean loss of the query images, and a gradient for each leaf of the network's parameters.</returns>
    public static (Tensor Losses, IReadOnlyList<Tensor> Gradients) Compute(FusedNetwork network, (Tensor Input, Tensor Targets) support,
        (Tensor Input, Tensor Targets) query, double innerRate, int innerSteps, FusedStreams streams)
    {
        var descent = Scalars.Create(-innerRate);
        var leaves = network.Parameters.Leaves;
        var adapted = leaves;
        for (int step = 0; step < innerSteps; step++)
        {
            // create_graph alone frees the graph that the outer gradient goes back through.
            var inner = torch.autograd.grad(outputs: [Losses(network, support, adapted, streams).sum()], inputs: [.. adapted],
                retain_graph: true, create_graph: true, allow_unused: true);
            adapted = [.. adapted.Zip(inner, (numbers, gradient) => IsMissing(gradient) ? numbers : numbers.add(gradient, descent))];
        }
        var losses = Losses(network, query, adapted, streams);
        var outer = torch.autograd.grad(outputs: [losses.sum()], inputs: [.. leaves], allow_unused: true);
        return (losses.detach(), [.. outer.Select((gradient, i) => IsMissing(gradient) ? leaves[i].zeros_like() : gradient)]);
    }

    private static Tensor Losses(FusedNetwork network, (Tensor Input, Tensor Targets) batch, IReadOnlyList<Tensor> numbers,
        FusedStreams streams) =>
        CrossEntropy.Compute(network.Forward(batch.Input, streams, numbers), batch.Targets).mean([1]);

    // Of a tensor that no formula reads.
    private static bool IsMissing(Tensor? gradient) => gradient is null || gradient.IsInvalid;
}
