using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What an outer step of meta learning follows: how the numbers before the inner steps should change, as one task says.</summary>
/// <remarks>Finn, Abbeel and Levine, "Model-Agnostic Meta-Learning", ICML 2017, arXiv 1703.03400, equation 1, with several inner steps of
/// plain gradient descent; section 5.2 for the first order. Reptile: Nichol, Achiam and Schulman, arXiv 1803.02999, algorithm 1, whose
/// step is a gradient to the outer optimizer.</remarks>
internal static class MetaGradient
{
    /// <summary>Adapts to the support images and differentiates the loss of the query images. Called within a dispose scope.</summary>
    /// <param name="network">Its numbers are where adaptation starts; they stay as they are.</param>
    /// <param name="meta">The method and its inner steps.</param>
    /// <param name="support">(samples, trials x channels, height, width) and (samples, trials) classes: what the inner steps learn
    /// from.</param>
    /// <param name="query">The same for what is judged; Reptile reads none.</param>
    /// <param name="streams">Random numbers of layers that draw, by the name of the batch: "support/0", "query".</param>
    /// <returns>(trials) mean loss of the query images after the inner steps, of the support images for Reptile, and a gradient for each
    /// leaf of the network's parameters.</returns>
    public static (Tensor Losses, IReadOnlyList<Tensor> Gradients) Compute(FusedNetwork network, MetaSettings meta,
        (Tensor Input, Tensor Targets) support, (Tensor Input, Tensor Targets) query, Func<string, FusedStreams> streams)
    {
        var inner = new InnerLoop(network, meta);
        var leaves = network.Parameters.Leaves;
        var adapted = inner.Adapt(support, meta.InnerSteps, streams, keepsGraph: meta.NeedsSecondOrder);
        if (meta.Method == MetaMethod.Reptile)
        {
            using var quiet = torch.no_grad();
            return (inner.Losses(support, adapted, streams(InnerLoop.Support(meta.InnerSteps))),
                [.. leaves.Zip(adapted, (before, after) => before.sub(after))]);
        }
        var losses = inner.Losses(query, adapted, streams("query"));
        var outer = torch.autograd.grad(outputs: [losses.sum()], inputs: [.. meta.NeedsSecondOrder ? leaves : adapted],
            allow_unused: true);
        return (losses.detach(), [.. outer.Select((gradient, i) => InnerLoop.IsMissing(gradient) ? leaves[i].zeros_like() : gradient)]);
    }
}
