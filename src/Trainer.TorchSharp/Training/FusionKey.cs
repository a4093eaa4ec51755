using Sweep.Trainer.Activations;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Schedules;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What trials must have in common to train as one program: equal keys, equal shapes and steps.</summary>
/// <remarks>Everything of the settings but what a replica may have of its own: its activation, the optimizer's constants and rates, how
/// weights start and how many epochs. A setting that is added later is in the key by itself.</remarks>
internal static class FusionKey
{
    private static readonly OptimizerSettings AnyOptimizer = new(OptimizerCatalogue.All[0], new Dictionary<string, double>());
    private static readonly LearningRate AnyRate = LearningRate.Constant(1);

    /// <summary>The key of a trial's settings.</summary>
    public static (TrialSettings Shared, ActivationScope Scope, string Optimizer) Of(TrialSettings settings) => (settings with
    {
        Activation = ActivationCatalogue.All[0],
        Optimizer = AnyOptimizer,
        LearningRate = AnyRate,
        Initialization = default,
        Epochs = 0,
    }, settings.Activation.Scope, settings.Optimizer.FusionKey);
}
