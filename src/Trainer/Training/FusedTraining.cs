using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Training;

/// <summary>The training loop: takes some trials through their phases and epochs, as one program.</summary>
/// <remarks>Trials leave one by one: diverged, asked to stop, or done. The others go on as if those had never been there.</remarks>
internal sealed class FusedTraining(IEngineDevice device, Func<TrialSettings, CancellationToken, Dataset> datasets, TimeProvider time,
    TrialEndings endings, EpochLog log, Saving saving, SharedSources sources, CancellationToken stop)
{
    private readonly Dictionary<TrainingTrial, IReadOnlyList<NamedTensor>> carried = []; // from one phase to the next
    private readonly Dictionary<TrainingTrial, TrialOutcome.Diverged> divergences = [];
    private readonly BestNetworks best = new();
    private long steps;
    private Recording recording = null!; // of the phase

    /// <summary>Trains to the outcome of each trial.</summary>
    /// <param name="trials">Of one <see cref="FusionKey"/>, at the same epoch.</param>
    /// <exception cref="OperationCanceledException">Nobody wants them any more.</exception>
    public void Run(IReadOnlyList<TrainingTrial> trials)
    {
        List<TrainingTrial> members = [.. trials.Where(endings.IsOpen)];
        int phases = trials[0].Settings.Phases.Count, first = saving.PlaceOf(trials[0].Trial).Phase;
        for (int phase = first; phase < phases - 1; phase++)
            members = Share(phase, phases, members);
        if (members.Count > 0)
            Train(phases - 1, phases, members);
    }

    // A phase before the last, which is trained once for all trials that agree in it.
    private List<TrainingTrial> Share(int phase, int phases, List<TrainingTrial> members)
    {
        sources.Obtain(members, TrainSources, Take);
        return [.. members.Where(m => endings.IsOpen(m) && carried.ContainsKey(m))];

        Dictionary<TrainingTrial, Source> TrainSources(IReadOnlyList<(TrainingTrial Trial, SourceKey Key)> first)
        {
            steps = 0;
            int epochs = members[0].Settings.Phases[phase].Epochs;
            Train(phase, phases, [.. first.Select(f => f.Trial)]);
            return first.Where(f => carried.ContainsKey(f.Trial) || divergences.ContainsKey(f.Trial)).ToDictionary(f => f.Trial, f =>
                new Source(f.Key, steps, log.Until(f.Trial.Trial.Id, epochs), carried.GetValueOrDefault(f.Trial, []))
                {
                    Divergence = divergences.GetValueOrDefault(f.Trial),
                });
        }

        void Take(TrainingTrial trial, Source source)
        {
            foreach (var metrics in source.Metrics)
                log.Add(trial.Trial.Id, metrics);
            if (source.Divergence is { } diverged)
                Diverge(trial, diverged.Epoch, diverged.Step);
            else
                (carried[trial], steps) = (source.Tensors, source.TotalSteps);
        }
    }

    private List<TrainingTrial> Train(int phase, int phases, List<TrainingTrial> members)
    {
        var current = new Phase(phase, phases, members, datasets, device, stop);
        using (current.Session)
            return Train(current, members);
    }

    private List<TrainingTrial> Train(Phase phase, List<TrainingTrial> members)
    {
        (int done, members) = Start(phase, members);
        log.Reach(phase, done, members, Enumerable.Range(0, members.Count));
        recording = new Recording(phase, members);
        for (int epoch = done + 1; members.Count > 0 && epoch <= members.Max(m => phase.SettingsOf(m).Epochs); epoch++)
            members = TrainEpoch(phase, epoch, members);
        if (!phase.IsLast && members.Count > 0)
        {
            using var judged = phase.AtJudgedWeights(phase.SettingsOf(members[0]).Epochs, members, stop);
            for (int i = 0; i < members.Count; i++)
                carried[members[i]] = [.. phase.Session.Save(i).Where(t => !TensorNames.IsOptimizerState(t.Name))];
        }
        return members;
    }

    // The weights that the trial's streams draw, then what the phase before has learned, or all that a checkpoint holds. Trials whose
    // checkpoint is of another network leave; they are still open and begin anew.
    private (int Done, List<TrainingTrial> Members) Start(Phase phase, List<TrainingTrial> members)
    {
        int done = 0;
        List<int> kept = [];
        for (int i = 0; i < members.Count; i++)
        {
            var member = members[i];
            phase.Session.Load(i, phase.StartOf(member));
            if (carried.TryGetValue(member, out var learned))
            {
                var shapes = Shapes(phase.Session.Save(i));
                phase.Session.Load(i, [.. learned.Where(t => shapes.TryGetValue(t.Name, out string? shape) && shape == Shape(t)
                    && !phase.BeginsAnew(member, t.Name))]);
            }
            if (saving.Find(member.Trial) is { } checkpoint && checkpoint.PhaseNumber == phase.Number)
            {
                var tensors = phase.Session.Save(i);
                var restored = ScalarTensors.Join(best.Restore(member.Trial.Id, checkpoint.Tensors), tensors);
                var (own, saved) = (Shapes(tensors), Shapes(restored));
                if (own.Count != saved.Count || own.Except(saved).Any())
                {
                    saving.Reject(member.Trial, "The checkpoint has other tensors than this trial's network and optimizer. "
                        + "It is ignored; the training begins anew.");
                    continue;
                }
                phase.Session.Load(i, restored);
                (phase.Session.OptimizerSteps, steps, done) = (checkpoint.OptimizerSteps, checkpoint.TotalSteps, checkpoint.Epoch);
                foreach (var metrics in checkpoint.Metrics)
                    log.Add(member.Trial.Id, metrics);
            }
            kept.Add(i);
        }
        if (kept.Count > 0)
            Select(phase, kept, members.Count);
        return (done, [.. kept.Select(i => members[i])]);
    }

    private static Dictionary<string, string> Shapes(IReadOnlyList<NamedTensor> tensors) =>
        tensors.ToDictionary(t => t.Name, Shape, StringComparer.Ordinal);

    private static string Shape(NamedTensor tensor) => string.Join('x', tensor.Shape);

    private List<TrainingTrial> TrainEpoch(Phase phase, int epoch, List<TrainingTrial> members)
    {
        recording.BeginEpoch(members, phase.Session);
        long start = time.GetTimestamp(), before = steps;
        var losses = phase.Train(epoch, members, log, stop);
        double seconds = time.GetElapsedTime(start).TotalSeconds / members.Count; // each trial's share
        steps += losses.Max(l => l.Batches.Length);
        List<int> sound = [];
        for (int i = 0; i < members.Count; i++)
        {
            int number = phase.NumberOf(members[i], epoch);
            if (losses[i].FirstLost is { } lost)
                Diverge(members[i], number, before + lost + 1);
            else if (!losses[i].ParametersAreFinite)
                Diverge(members[i], number, steps);
            else if (endings.IsOpen(members[i]))
                sound.Add(i);
        }
        return sound.Count == 0 ? [] : Measure(phase, epoch, [.. sound.Select(i => members[i])], [.. sound.Select(i => losses[i].Mean)],
            seconds, sound, members.Count);
    }

    private List<TrainingTrial> Measure(Phase phase, int epoch, List<TrainingTrial> members, double[] trainLosses, double seconds,
        List<int> kept, int all)
    {
        Select(phase, kept, all);
        // Before a training that ends early goes back to its best epoch: an update is from one epoch to the next.
        var recorded = members.Select((m, i) => recording.EndEpoch(m, i, phase.Session, stop)).ToArray();
        var judged = new EpochJudge(log, saving, best, stop).Judge(phase, epoch, members, trainLosses, seconds);
        List<int> unfinished = [];
        for (int i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (!endings.IsOpen(member))
                continue; // asked to stop meanwhile
            int number = phase.NumberOf(member, epoch), slot = i;
            var (measured, isDone, bestEpoch, weights) = judged[i];
            var result = measured with
            {
                Training = !isDone ? null : phase.FactsOf(member, slot, log.SecondsBefore(member.Trial.Id, number) + seconds) with
                {
                    BestEpoch = bestEpoch is > 0 and var at ? phase.NumberOf(member, at) : null,
                },
            };
            log.Add(member.Trial.Id, new EpochMetrics(number,
                [.. phase.Metrics(result), .. recorded[i]])
            {
                Confusion = isDone && member.Keep.ConfusionMatrix ? result.Test.Confusion : null,
            });
            if (isDone)
            {
                saving.Finished(member.Trial, weights);
                endings.End([member], new TrialOutcome.Completed());
                continue;
            }
            saving.EpochEnded(member.Trial, epoch, () =>
                new Checkpoint(member.Trial.Id, "", phase.Number, epoch, phase.Session.OptimizerSteps, steps,
                log.Until(member.Trial.Id, number), [.. phase.Session.Save(slot), .. best.Saved(member.Trial.Id)]));
            if (endings.IsOpen(member))
                unfinished.Add(i);
        }
        if (unfinished.Count > 0)
            Select(phase, unfinished, members.Count);
        return [.. unfinished.Select(i => members[i])];
    }

    private void Diverge(TrainingTrial member, int epoch, long step)
    {
        saving.Finished(member.Trial, weights: null);
        divergences[member] = new TrialOutcome.Diverged(epoch, step);
        endings.End([member], divergences[member]);
    }

    private static void Select(Phase phase, List<int> kept, int all)
    {
        if (kept.Count < all)
            phase.Session.Select(kept);
    }
}
