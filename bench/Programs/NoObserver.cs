using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Trainer;

namespace Sweep.Programs.Bench;

/// <summary>Hears of everything and does nothing.</summary>
internal sealed class NoObserver : ITrainingObserver, IWorkObserver
{
    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
    }

    public void TrialStarted(TrialDescription trial)
    {
    }

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
    {
    }

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
    {
    }

    public void TrialMentioned(TrialDescription trial, string detail)
    {
    }

    public void StoreUnreachable(string message)
    {
    }

    public void StoreReachable()
    {
    }

    public void SweepPaused(string sweep, string reason)
    {
    }
}
