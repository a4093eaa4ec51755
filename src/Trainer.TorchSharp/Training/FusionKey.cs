using Sweep.Trainer.Activations;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What trials must have in common to train as one program: equal keys, equal shapes and steps.</summary>
/// <remarks>Everything of the settings but what a replica may have of its own: the formula of its activation, the optimizer's constants,
/// how weights start and how many epochs. A setting that is added later is in the key by itself.</remarks>
internal static class FusionKey
{
    /// <summary>The key of a trial's settings.</summary>
    public static (TrialSettings Shared, object Activation) Of(TrialSettings settings) => (settings with
    {
        Activation = ActivationCatalogue.All[0],
        Optimizer = settings.Optimizer switch
        {
            SgdSettings sgd => sgd with { LearningRate = 0, Momentum = 0, WeightDecay = 0 },
            AdamSettings => new AdamSettings(0),
            var other => other,
        },
        Initialization = default,
        Epochs = 0,
    }, settings.Activation.FusionKey);
}
