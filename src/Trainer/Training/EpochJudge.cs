using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Training;

/// <summary>Judges trials after an epoch: how good their networks are, and whether their training ends here.</summary>
/// <remarks>A training that ends early and restores its best epoch is put back there before it is judged for the last time: its last
/// epoch's test and validation metrics, its confusion matrix and its kept weights are those of that network. Its training loss and seconds
/// stay those of the epoch.</remarks>
internal sealed class EpochJudge(EpochLog log, Saving saving, BestNetworks best, CancellationToken stop)
{
    /// <summary>Judges the trials of a phase's session.</summary>
    /// <param name="phase">With these trials alone in its session.</param>
    /// <param name="epoch">Of the phase, from 1.</param>
    /// <param name="members">The trials.</param>
    /// <param name="trainLosses">Of each.</param>
    /// <param name="seconds">That training the epoch took each.</param>
    public JudgedTrial[] Judge(Phase phase, int epoch, IReadOnlyList<TrainingTrial> members, double[] trainLosses, double seconds)
    {
        var judged = new JudgedTrial[members.Count];
        using (phase.AtJudgedWeights(epoch, members, stop))
        {
            log.Reach(phase, epoch, members, Enumerable.Range(0, judged.Length));
            var (test, validation) = Evaluate(phase, members);
            for (int i = 0; i < judged.Length; i++)
            {
                var member = members[i];
                var result = new EpochResult(trainLosses[i], test[i], validation?[i], seconds);
                var (bestEpoch, isOver) = Follow(phase, epoch, member, result);
                if (bestEpoch == epoch && phase.SettingsOf(member).EarlyStopping is { RestoresBest: true })
                    best.Keep(member.Trial.Id, Network(phase, i));
                bool isDone = phase.IsLast
                    && (isOver || epoch == phase.SettingsOf(member).Epochs || IsSpent(phase, epoch, member, seconds));
                judged[i] = new JudgedTrial(result, isDone, bestEpoch, Kept(phase, i, member, isDone));
            }
        }
        return Restored(phase, epoch, members, judged);
    }

    private JudgedTrial[] Restored(Phase phase, int epoch, IReadOnlyList<TrainingTrial> members, JudgedTrial[] judged)
    {
        int[] back = [.. Enumerable.Range(0, judged.Length).Where(i => judged[i] is { IsDone: true, BestEpoch: > 0 and var at }
            && at != epoch && phase.SettingsOf(members[i]).EarlyStopping is { RestoresBest: true })];
        if (back.Length == 0)
            return judged;
        foreach (int i in back)
            phase.Session.Load(i, best.Of(members[i].Trial.Id));
        log.Reach(phase, epoch, members, back);
        var (test, validation) = Evaluate(phase, members);
        foreach (int i in back)
        {
            judged[i] = judged[i] with
            {
                Result = judged[i].Result with { Test = test[i], Validation = validation?[i] },
                Weights = Kept(phase, i, members[i], isDone: true),
            };
        }
        return judged;
    }

    private (IReadOnlyList<Evaluation> Test, IReadOnlyList<Evaluation>? Validation) Evaluate(Phase phase,
        IReadOnlyList<TrainingTrial> members) => (phase.Test(members, stop), phase.Validate(members, stop));

    // The best epoch of the phase so far, null where none is looked for, and whether patience is over.
    private (int? Best, bool IsOver) Follow(Phase phase, int epoch, TrainingTrial member, EpochResult result)
    {
        if (phase.SettingsOf(member).EarlyStopping is not { } stopping)
            return (null, false);
        var metric = stopping.MetricOf(phase.Dataset.Task);
        double[] values = [.. phase.Values(member, epoch, metric.Name, log), metric.Measure(result) ?? double.NaN];
        return stopping.Follow(values, metric.LargerIsBetter);
    }

    // The phase before takes nothing of it.
    private bool IsSpent(Phase phase, int epoch, TrainingTrial member, double seconds) => phase.SettingsOf(member).Budget is { } budget
        && budget.IsSpent(SecondsBefore(phase, epoch, member) - SecondsBefore(phase, 1, member) + seconds, seconds);

    private double SecondsBefore(Phase phase, int epoch, TrainingTrial member) =>
        log.SecondsBefore(member.Trial.Id, phase.NumberOf(member, epoch));

    private IReadOnlyList<NamedTensor>? Kept(Phase phase, int slot, TrainingTrial member, bool isDone) =>
        isDone && saving.KeepsWeights(member.Trial) ? Network(phase, slot) : null;

    private static IReadOnlyList<NamedTensor> Network(Phase phase, int slot) =>
        [.. phase.Session.Save(slot).Where(t => !TensorNames.IsOptimizerState(t.Name))];
}

/// <summary>A trial after an epoch.</summary>
/// <param name="Result">What the epoch came to.</param>
/// <param name="IsDone">Whether the training ends here.</param>
/// <param name="BestEpoch">The best epoch of the phase so far, 0 for none; null where none is looked for.</param>
/// <param name="Weights">What it leaves; null where nothing is kept.</param>
internal sealed record JudgedTrial(EpochResult Result, bool IsDone, int? BestEpoch, IReadOnlyList<NamedTensor>? Weights);
