using Sweep.Planning.Trials;

namespace Sweep.Trainer.Training;

/// <summary>The epochs of each trial so far. Passes each on once: trials that memory ended are trained again in halves, with the same
/// numbers.</summary>
internal sealed class EpochLog(ITrainingObserver observer)
{
    private readonly Dictionary<TrialId, List<EpochMetrics>> heard = [];

    /// <summary>An epoch ended.</summary>
    public void Add(TrialId trial, EpochMetrics metrics)
    {
        if (!heard.TryGetValue(trial, out var epochs))
            heard[trial] = epochs = [];
        if (epochs.Count > 0 && metrics.Epoch <= epochs[^1].Epoch)
            return;
        epochs.Add(metrics);
        observer.EpochCompleted(trial, metrics);
    }

    /// <summary>The weights of some trials after an epoch, if it is one of the last phase.</summary>
    public void Reach(Phase phase, int epoch, IReadOnlyList<TrainingTrial> members, IEnumerable<int> slots)
    {
        foreach (int slot in phase.IsLast ? slots : [])
        {
            observer.WeightsReached(members[slot].Trial.Id, epoch, () => phase.Session.Save(slot));
        }
    }

    /// <summary>Seconds that a trial's epochs before one took, in all phases.</summary>
    public double SecondsBefore(TrialId trial, int epoch) => heard.GetValueOrDefault(trial, []).Where(m => m.Epoch < epoch)
        .SelectMany(m => m.Values).Where(v => MetricCatalogue.Find(v.Key) == MetricCatalogue.TrainSeconds).Sum(v => v.Value);

    /// <summary>A trial's epochs up to one, in order.</summary>
    public IReadOnlyList<EpochMetrics> Until(TrialId trial, int epoch) =>
        [.. heard.GetValueOrDefault(trial, []).Where(m => m.Epoch <= epoch)];
}
