using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>About what a trial takes of libtorch's memory, in bytes.</summary>
internal static class MemoryEstimate
{
    /// <summary>Activations, gradients and parameters.</summary>
    public static long OfNetwork(TrialSettings settings, ShapedNetwork network)
    {
        long activations = network.Input.Count + network.Nodes.Sum(n => 2L * n.Output.Count);
        long learned = 2L * network.ParameterCount; // with gradients
        int width = settings.Precision == Precision.BFloat16 ? sizeof(short) : sizeof(float);
        return activations * Samples(settings) * width + learned * sizeof(float);
    }

    // Gradients that are differentiated again keep what the inner steps computed, forward and backward.
    private static long Samples(TrialSettings settings) => settings.Meta is { NeedsSecondOrder: true } meta
        ? (long)meta.Ways * (2 * meta.Shots * meta.InnerSteps + meta.Queries)
        : settings.BatchSize;

    /// <summary>The optimizer's states.</summary>
    public static long OfOptimizer(OptimizerSettings optimizer, ShapedNetwork network) =>
        (long)network.ParameterCount * (optimizer.Program.Results.Count - 1) * sizeof(float);
}
