using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Training;

/// <summary>Trains trials on an engine: puts together what can train as one program, drives it epoch by epoch, and says how each trial
/// ended.</summary>
/// <remarks>
/// <para>Threads: each call trains on its own thread. Concurrent trainings share the datasets and what was learned about memory.</para>
/// <para>Trials of a call that do not fit the memory together are trained again in halves; one that does not fit alone fails.</para>
/// <para>Fused after Wang et al., "Horizontally Fused Training Array", MLSys 2021, arXiv 2102.02344.</para>
/// </remarks>
public sealed class TrialTrainer : ITrainer, IDisposable
{
    private readonly IEngine engine;
    private readonly Func<TrialSettings, CancellationToken, Dataset> datasets; // of a phase
    private readonly TimeProvider time;
    private readonly CheckpointFolder? checkpoints;
    private readonly FittingSizes fitting;
    private int toldOfMissingFolder;

    /// <summary>Makes a trainer.</summary>
    /// <param name="engine">Computes; disposed with this.</param>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="checkpoints">Where trainings save themselves; null for nowhere.</param>
    public TrialTrainer(IEngine engine, DatasetLoader datasets, TimeProvider time, CheckpointFolder? checkpoints = null)
        : this(engine, time, checkpoints, (phase, stop) => datasets.Load(phase.Dataset, phase.Preprocessing, stop)) =>
        ArgumentNullException.ThrowIfNull(datasets);

    /// <summary>Makes a trainer with datasets from anywhere; what a phase's preprocessing makes of them is not kept.</summary>
    public TrialTrainer(IEngine engine, Func<SettingValue, CancellationToken, Dataset> datasets, TimeProvider time,
        CheckpointFolder? checkpoints = null)
        : this(engine, time, checkpoints, (phase, stop) => phase.Preprocessing is { } steps
            ? DatasetPreprocessing.Apply(datasets(phase.Dataset, stop), steps, stop) : datasets(phase.Dataset, stop)) =>
        ArgumentNullException.ThrowIfNull(datasets);

    private TrialTrainer(IEngine engine, TimeProvider time, CheckpointFolder? checkpoints,
        Func<TrialSettings, CancellationToken, Dataset> datasets)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(time);
        (this.engine, this.datasets, this.time, this.checkpoints) = (engine, datasets, time, checkpoints);
        fitting = new FittingSizes(engine.MaxFusedTrials);
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
        return MaxFusedTrials > 1 && Read(trial, out var settings) is null ? FusionKey.Create(settings!) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials trials, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(observer);
        using var endings = new TrialEndings(trials, observer, stop);
        var log = new EpochLog(observer);
        List<TrainingTrial> read = [];
        for (int i = 0; i < trials.Trials.Count; i++)
        {
            var trial = trials.Trials[i];
            if (Read(trial, out var settings) is { } failed)
                endings.End(i, failed);
            else
                read.Add(new TrainingTrial(i, trial, settings!)
                {
                    Keep = i < trials.Keeps.Count ? trials.Keeps[i] : KeepPlan.Nothing,
                });
        }
        if (checkpoints is null && trials.Checkpoints.Any(c => c.EveryEpochs > 0 || c.KeepsWeights)
            && Interlocked.Exchange(ref toldOfMissingFolder, 1) == 0)
        {
            observer.Noted(trials.Trials[0].Id,
                "The spec asks for checkpoints or weights, and there is no folder for them: name one with --checkpoints or "
                + "SWEEP_CHECKPOINTS. Trainings go on without.");
        }
        var saving = new Saving(checkpoints, engine.Kind, trials, observer, time);
        using var device = engine.TakeDevice();
        foreach (var alike in read.GroupBy(t => FusionKey.Create(t.Settings)))
        {
            // Neighbours with equal formulas are computed together, so they are put side by side.
            TrainingTrial[] waiting = [.. alike.OrderBy(t => t.Settings.Activation.Name, StringComparer.Ordinal).ThenBy(t => t.Position)];
            while ((waiting = [.. waiting.Where(endings.IsOpen)]).Length > 0)
            {
                // Only what is at the same epoch trains together.
                var place = saving.PlaceOf(waiting[0].Trial);
                TrainingTrial[] part = [.. waiting.Where(t => saving.PlaceOf(t.Trial) == place)
                    .Take(fitting.Get(device.Name, alike.Key))];
                if (stop.IsCancellationRequested)
                    endings.End(waiting, new TrialOutcome.Cancelled());
                else if (!TrainTogether(part, device, log, endings, saving, observer))
                    fitting.Halve(device.Name, alike.Key, part.Length);
            }
        }
        return endings.Outcomes;
    }

    /// <inheritdoc/>
    public void Dispose() => engine.Dispose();

    private static TrialOutcome.Failed? Read(TrialDescription trial, out TrialSettings? settings)
    {
        try
        {
            settings = TrialSettings.Read(trial.Configuration);
            if (settings.LabelNoise is { } noise)
                settings = settings with { LabelNoise = noise with { Key = trial.StreamKey } };
            return null;
        }
        catch (TrialSettingsException problem)
        {
            settings = null;
            return new TrialOutcome.Failed(FailureKind.Exception, problem.Message);
        }
    }

    /// <summary>Trains some trials to their outcomes; false if they do not fit the memory together: those that are open then are to be
    /// trained in fewer at a time.</summary>
    private bool TrainTogether(TrainingTrial[] part, IEngineDevice device, EpochLog log, TrialEndings endings, Saving saving,
        ITrainingObserver observer)
    {
        var stop = endings.Begin(part);
        try
        {
            if (part.Select(t => engine.Capabilities.Lack(t.Settings)).FirstOrDefault(lack => lack is not null) is { } lack)
                throw new TrialSettingsException(lack);
            var sources = new SharedSources(checkpoints, engine.Kind, endings, observer, stop);
            new FusedTraining(device, datasets, time, endings, log, saving, sources, stop).Run(part);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            endings.End(part, new TrialOutcome.Cancelled());
        }
        catch (Exception problem) when (problem is DatasetException or NetworkShapeException)
        {
            endings.End(part, new TrialOutcome.Failed(FailureKind.Data, problem.Message));
        }
        catch (TrialSettingsException problem)
        {
            endings.End(part, new TrialOutcome.Failed(FailureKind.Exception, problem.Message));
        }
        catch (Exception problem) when (engine.IsOutOfMemory(problem))
        {
            if (part.Length > 1)
                return false;
            endings.End(part, new TrialOutcome.Failed(FailureKind.OutOfMemory,
                $"The memory of {device.Name} does not suffice for this trial; use fewer workers or a smaller batch."));
        }
        return true;
    }
}
