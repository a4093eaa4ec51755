using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;

namespace Sweep.Client.Running;

/// <summary>Feeds the progress display from a worker's events; with -v also one line per ended trial.</summary>
/// <param name="progress">Fed.</param>
/// <param name="screen">Where lines go.</param>
internal sealed class ProgressObserver(SweepProgress progress, Screen screen) : IWorkObserver
{
    public void TrialStarted(TrialDescription trial) => progress.Started(trial);

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics) => progress.EpochEnded(trial, metrics);

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome)
    {
        progress.Ended(trial, outcome);
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id} {progress.Describe(trial)}: {OutcomeText.Describe(outcome)}");
    }

    public void TrialDropped(TrialDescription trial, DropReason reason)
    {
        progress.Dropped(trial);
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id} {progress.Describe(trial)}: {OutcomeText.Describe(reason)}");
    }

    public void TrialNoted(TrialDescription trial, string note) => screen.WriteInfo($"{trial.Id}: {note}");

    public void CandidatePruned(TrialDescription trial, int waiting) => progress.Closed(waiting);

    public void TrialMentioned(TrialDescription trial, string detail)
    {
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id}: {detail}");
    }

    public void LookTaken(LookTaking look, LookReceipt receipt)
    {
        progress.Closed(receipt.Closed);
        screen.WriteInfo(LookText.Describe(look, receipt));
    }

    public void SweepPaused(string sweep, string reason) => progress.Trouble($"{sweep} is paused: {reason}");

    public void StoreUnreachable(string message) => progress.Trouble(message);

    public void StoreReachable() => progress.Trouble(null);
}

/// <summary>One line per event: what a worker process leaves in its log.</summary>
internal sealed class LogObserver(Screen screen) : IWorkObserver
{
    public void TrialStarted(TrialDescription trial)
    {
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id} started");
    }

    public void EpochCompleted(TrialDescription trial, EpochMetrics metrics)
    {
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id} epoch {metrics.Epoch}: "
                + $"{string.Join(", ", metrics.Values.Select(v => $"{v.Key} {MetricText.Format(v.Value)}"))}");
    }

    public void TrialEnded(TrialDescription trial, TrialOutcome outcome) => screen.WriteInfo($"{trial.Id} {OutcomeText.Describe(outcome)}");

    public void TrialDropped(TrialDescription trial, DropReason reason) => screen.WriteInfo($"{trial.Id} {OutcomeText.Describe(reason)}");

    public void TrialNoted(TrialDescription trial, string note) => screen.WriteError($"{trial.Id}: {note}");

    public void TrialMentioned(TrialDescription trial, string detail)
    {
        if (screen.IsVerbose)
            screen.WriteInfo($"{trial.Id}: {detail}");
    }

    public void LookTaken(LookTaking look, LookReceipt receipt) => screen.WriteInfo(LookText.Describe(look, receipt));

    public void SweepPaused(string sweep, string reason) => screen.WriteError($"{sweep} is paused: {reason}");

    public void StoreUnreachable(string message) => screen.WriteError($"{message} Training goes on; results wait.");

    public void StoreReachable() => screen.WriteError("The store is back.");
}

/// <summary>Outcomes in words.</summary>
internal static class OutcomeText
{
    public static string Describe(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Completed => "completed",
        TrialOutcome.Diverged diverged => $"diverged in epoch {diverged.Epoch} at step {diverged.Step}",
        TrialOutcome.Pruned pruned => $"pruned: {pruned.Reason}",
        TrialOutcome.Failed failed => $"failed: {failed.Message}",
        _ => "cancelled",
    };

    public static string Describe(DropReason reason) =>
        reason == DropReason.LeaseLost ? "dropped: its lease is lost, and the trial is somebody else's" : "given back to the queue";
}
