using Sweep.Planning.Trials;
using Sweep.Trainer;

namespace Sweep.Scheduling.Bench;

/// <summary>Trains nothing and reports the metrics of some epochs.</summary>
internal sealed class NoTrainer(int epochs) : ITrainer
{
    public string Name => "none";

    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        var trial = group.Trials.Single();
        for (int epoch = 1; epoch <= epochs; epoch++)
            observer.EpochCompleted(trial.Id,
                new EpochMetrics(epoch, [new(MetricCatalogue.TestAccuracy.Name, 0.5), new(MetricCatalogue.TrainLoss.Name, 1.0 / epoch)]));
        return [new TrialOutcome.Completed()];
    }
}
