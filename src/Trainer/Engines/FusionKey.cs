using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Schedules;

namespace Sweep.Trainer.Engines;

/// <summary>What trials must have in common to train as one program: equal keys, equal shapes and steps.</summary>
/// <remarks>Everything of the settings but what a trial may have of its own: the formula of its activation, the optimizer's constants, how
/// weights start and how long its last phase is. A setting that is added later is in the key by itself.</remarks>
/// <param name="Shared">The settings without what may differ.</param>
/// <param name="Activation">What activations must have in common.</param>
/// <param name="Programs">Of the optimizers of all phases.</param>
public sealed record FusionKey(TrialSettings Shared, object Activation, string Programs)
{
    private static readonly OptimizerSettings AnyOptimizer = OptimizerSettings.Read(new SettingValue.Text(OptimizerCatalogue.All[0].Name));
    private static readonly LearningRate AnyRate = LearningRate.Constant(1);

    /// <summary>The key of a trial's settings.</summary>
    public static FusionKey Create(TrialSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var pretrain = settings.Pretrain is { } phase ? Shape(phase) with { Epochs = phase.Epochs } : null;
        return new FusionKey(Shape(settings) with { Pretrain = pretrain }, settings.Activation.FusionKey,
            string.Join('\n', settings.Phases.Select(p => p.Optimizer.FusionKey)));
    }

    private static TrialSettings Shape(TrialSettings settings) => settings with
    {
        Activation = ActivationCatalogue.All[0],
        Optimizer = AnyOptimizer,
        Averaging = null, // what trials must have in common of it is part of the program
        LearningRate = AnyRate,
        Initialization = Initialization.PyTorch,
        Epochs = 0,
    };
}
