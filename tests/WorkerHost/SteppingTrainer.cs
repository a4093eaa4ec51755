using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Trainer;

namespace Sweep.WorkerHost;

/// <summary>Three epochs of about 50 ms each, without any computing; the metric depends on the seed alone, so that every attempt gives the
/// same.</summary>
internal sealed class SteppingTrainer : ITrainer
{
    public string Name => "stepping";

    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        var trial = group.Trials.Single();
        Console.WriteLine($"begun {trial.Id}");
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            if (stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50)))
                return [new TrialOutcome.Cancelled()];
            observer.EpochCompleted(trial.Id,
                new EpochMetrics(epoch, [new(MetricCatalogue.TestAccuracy.Name, trial.Seed.Value + epoch / 10.0)]));
        }
        return [new TrialOutcome.Completed()];
    }
}

/// <summary>Says nothing.</summary>
internal sealed class SilentObserver : IWorkObserver
{
    public void TrialStarted(TrialDescription trial)
    {
    }

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
    {
    }

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
    {
    }

    public void SweepPaused(string sweep, string reason)
    {
    }

    public void StoreUnreachable(string message)
    {
    }

    public void StoreReachable()
    {
    }
}
