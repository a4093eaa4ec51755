using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Scheduling.Pruning;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>Asks after an epoch whether a trial goes on: stores what it has reached, reads its rivals, judges, and has the store give it
/// up. The store is the truth: it alone says who competes and whether a candidate may go, so that any number of workers agree.</summary>
/// <param name="store">Where rivals are.</param>
/// <param name="guard">Knows whether the store answers.</param>
/// <param name="observer">Told of what was given up.</param>
/// <param name="time">Limits the waiting.</param>
/// <remarks>The training waits for the answer, and no longer than <see cref="Patience"/>: pruning saves time and is worth no outage. A late
/// answer still stops the trial. Who dies between the store's answer and the trial's ending leaves a trial that is pruned.</remarks>
internal sealed class TrialPruner(ITrialClaims store, StoreGuard guard, IWorkObserver observer, TimeProvider time)
{
    /// <summary>How long a training waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Judges a trial whose epoch has just ended, on the thread that trains it.</summary>
    public void Consider(Assignment assignment, EpochMetrics metrics)
    {
        if (assignment.Leased.Pruning is not { } plan || !plan.DecidesAt(metrics.Epoch) || assignment.Stop.IsCancellationRequested
            || !guard.IsAnswering || IsLast(assignment, metrics))
            return;
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            Task.Run(() => DecideAsync(assignment, plan, metrics.Epoch), CancellationToken.None).Wait(patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // the store is slow: the training goes on
        }
    }

    // Metrics of the whole training come with its last epoch. Where the spec declares them, nobody knows which is the last.
    private static bool IsLast(Assignment assignment, EpochMetrics metrics) =>
        !DeclaredTrainer.Trains(assignment.Leased.Trial.Configuration)
        && metrics.Values.Any(v => MetricCatalogue.Find(v.Key).IsOfTraining);

    private async Task DecideAsync(Assignment assignment, PruningPlan plan, int epoch)
    {
        try
        {
            AttemptMetrics[] reached = [.. assignment.UnsentMetrics.Select(m => new AttemptMetrics(assignment.Lease, m))];
            await store.AppendMetricsAsync(reached, CancellationToken.None).ConfigureAwait(false);
            var curves = await store.ReadRivalsAsync(assignment.Lease, plan.Metric, CancellationToken.None).ConfigureAwait(false);
            if (PruningJudge.Judge(plan, curves, assignment.Lease.Trial, epoch) is { } reason
                && await store.PruneAsync(assignment.Lease, epoch, reason, CancellationToken.None).ConfigureAwait(false) is { } waiting)
            {
                observer.CandidatePruned(assignment.Leased.Trial, waiting);
                assignment.Prune(epoch, reason);
            }
        }
        catch (StoreUnavailableException)
        {
            // The trial goes on: its next decision asks again, and what was pruned without an answer is heard of at the next heartbeat.
        }
    }
}
