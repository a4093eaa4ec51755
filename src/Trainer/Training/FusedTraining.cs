using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Training;

/// <summary>The training loop: takes some trials through their phases and epochs, as one program.</summary>
/// <remarks>Trials leave one by one: diverged, asked to stop, or done. The others go on as if those had never been there.</remarks>
internal sealed class FusedTraining(IEngineDevice device, Func<TrialSettings, CancellationToken, Dataset> datasets, TimeProvider time,
    TrialEndings endings, EpochLog log, Saving saving, CancellationToken stop)
{
    private readonly Dictionary<TrainingTrial, IReadOnlyList<NamedTensor>> carried = []; // from one phase to the next
    private long steps;

    /// <summary>Trains to the outcome of each trial.</summary>
    /// <param name="trials">Of one <see cref="FusionKey"/>, at the same epoch.</param>
    /// <exception cref="OperationCanceledException">Nobody wants them any more.</exception>
    public void Run(IReadOnlyList<TrainingTrial> trials)
    {
        List<TrainingTrial> members = [.. trials.Where(endings.IsOpen)];
        int phases = trials[0].Settings.Phases.Count, first = saving.PlaceOf(trials[0].Trial).Phase;
        for (int phase = first; phase < phases && members.Count > 0; phase++)
        {
            var current = new Phase(phase, phases, members, datasets, device, stop);
            using (current.Session)
                members = Train(current, members);
        }
    }

    private List<TrainingTrial> Train(Phase phase, List<TrainingTrial> members)
    {
        (int done, members) = Start(phase, members);
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
                phase.Session.Load(i, [.. learned.Where(t => shapes.TryGetValue(t.Name, out string? shape) && shape == Shape(t))]);
            }
            if (saving.Find(member.Trial) is { } checkpoint && checkpoint.PhaseNumber == phase.Number)
            {
                var tensors = phase.Session.Save(i);
                var restored = ScalarTensors.Join(checkpoint.Tensors, tensors);
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
        var (test, validation, weights) = Judge(phase, epoch, members);
        List<int> unfinished = [];
        for (int i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (!endings.IsOpen(member))
                continue; // asked to stop meanwhile
            int number = phase.NumberOf(member, epoch), slot = i;
            bool isDone = IsDone(phase, epoch, member);
            var result = new EpochResult(trainLosses[i], test[i], validation?[i], seconds)
            {
                Training = isDone ? phase.FactsOf(member, slot, log.SecondsBefore(member.Trial.Id, number) + seconds) : null,
            };
            log.Add(member.Trial.Id, new EpochMetrics(number, phase.Metrics(result))
            {
                Confusion = isDone && member.Keep.ConfusionMatrix ? test[i].Confusion : null,
            });
            if (isDone)
            {
                saving.Finished(member.Trial, weights[i]);
                endings.End([member], new TrialOutcome.Completed());
                continue;
            }
            saving.EpochEnded(member.Trial, epoch, () =>
                new Checkpoint(member.Trial.Id, "", phase.Number, epoch, phase.Session.OptimizerSteps, steps,
                log.Until(member.Trial.Id, number), phase.Session.Save(slot)));
            if (endings.IsOpen(member))
                unfinished.Add(i);
        }
        if (unfinished.Count > 0)
            Select(phase, unfinished, members.Count);
        return [.. unfinished.Select(i => members[i])];
    }

    // On test and validation images, and the weights of those that are done and leave them.
    private (IReadOnlyList<Evaluation> Test, IReadOnlyList<Evaluation>? Validation, IReadOnlyList<NamedTensor>?[] Weights) Judge(
        Phase phase, int epoch, List<TrainingTrial> members)
    {
        using var judged = phase.AtJudgedWeights(epoch, members, stop);
        return (phase.Test(members, stop), phase.Validate(members, stop),
            [.. members.Select((m, i) => IsDone(phase, epoch, m) && saving.KeepsWeights(m.Trial) ? phase.Session.Save(i) : null)]);
    }

    private static bool IsDone(Phase phase, int epoch, TrainingTrial member) =>
        phase.IsLast && epoch == phase.SettingsOf(member).Epochs;

    private void Diverge(TrainingTrial member, int epoch, long step)
    {
        saving.Finished(member.Trial, weights: null);
        endings.End([member], new TrialOutcome.Diverged(epoch, step));
    }

    private static void Select(Phase phase, List<int> kept, int all)
    {
        if (kept.Count < all)
            phase.Session.Select(kept);
    }
}
