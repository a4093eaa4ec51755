using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Trainer;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Programs;

/// <summary>Gives each trial to what trains it: the engine, or the program that its configuration names.</summary>
/// <param name="engine">Trains what names no program; disposed with this if it can be.</param>
/// <param name="programs">Trains the others; disposed with this.</param>
public sealed class RoutingTrainer(ITrainer engine, ProgramEngine programs) : ITrainer, IDisposable
{
    /// <summary>An engine that has programs beside it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="folder">The programs folder; null where no program is to run.</param>
    /// <param name="checkpoints">The folder for checkpoints; null for none.</param>
    /// <param name="slots">Trainings at the same time; null for the engine's default.</param>
    /// <param name="time">Measures limits.</param>
    public static TrainingEngine Extend(TrainingEngine engine, string? folder, string? checkpoints, int? slots, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var options = new ProgramOptions(folder, ProgramOptions.LocateCheckpoints(checkpoints), slots ?? engine.DefaultSlots);
        return engine with { Trainer = new RoutingTrainer(engine.Trainer, new ProgramEngine(options, time)) };
    }

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
        return DeclaredTrainer.Trains(trial.Configuration) ? null : engine.FusionKeyOf(trial);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials trials, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trials);
        bool isDeclared = DeclaredTrainer.Trains(trials.Trials[0].Configuration);
        return (isDeclared ? programs : engine).Train(trials, observer, stop);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        programs.Dispose();
        (engine as IDisposable)?.Dispose();
    }
}
