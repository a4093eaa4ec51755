using Sweep.Planning.Trials;
using Sweep.Trainer;
using Sweep.Trainer.Engines;

namespace Sweep.Programs;

/// <summary>Gives each trial to what trains it: the engine, or the program that its configuration names.</summary>
/// <param name="engine">Trains what names no program; disposed by its owner.</param>
/// <param name="programs">Trains the others; disposed with this.</param>
public sealed class RoutingTrainer(ITrainer engine, ProgramEngine programs) : ITrainer, IDisposable
{
    /// <inheritdoc/>
    public string Name => engine.Name;

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => engine.Capabilities;

    /// <inheritdoc/>
    public int MaxFusedTrials => engine.MaxFusedTrials;

    /// <inheritdoc/>
    public object? FusionKeyOf(TrialDescription trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return ProgramCommand.IsDeclared(trial.Configuration) ? null : engine.FusionKeyOf(trial);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials trials, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trials);
        bool isDeclared = ProgramCommand.IsDeclared(trials.Trials[0].Configuration);
        return (isDeclared ? programs : engine).Train(trials, observer, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => programs.Dispose();
}
