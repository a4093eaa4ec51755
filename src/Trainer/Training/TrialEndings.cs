using Sweep.Planning.Trials;

namespace Sweep.Trainer.Training;

/// <summary>How the trials of one call end: each once, told at once. A trial that is asked to stop ends at once, on the thread that asked;
/// what is computed for it until the end of the epoch is dropped. Thread-safe.</summary>
internal sealed class TrialEndings : IDisposable
{
    private readonly Lock gate = new();
    private readonly FusedTrials group;
    private readonly ITrainingObserver observer;
    private readonly CancellationToken stop;
    private readonly TrialOutcome?[] outcomes;
    private readonly HashSet<int> training = []; // positions of those that train as one program now
    private readonly List<CancellationTokenRegistration> registrations = [];
    private CancellationTokenSource? trainingStop;

    /// <param name="group">The trials.</param>
    /// <param name="observer">Told of each ending.</param>
    /// <param name="stop">Ends all.</param>
    public TrialEndings(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        (this.group, this.observer, this.stop) = (group, observer, stop);
        outcomes = new TrialOutcome?[group.Trials.Count];
        for (int i = 0; i < group.Stops.Count; i++)
        {
            int position = i;
            registrations.Add(group.Stops[i].Register(() => End(position, new TrialOutcome.Cancelled())));
        }
    }

    /// <summary>All outcomes, once every trial has ended.</summary>
    public IReadOnlyList<TrialOutcome> Outcomes
    {
        get
        {
            lock (gate)
                return [.. outcomes.Select((outcome, i) =>
                    outcome ?? throw new InvalidOperationException($"{group.Trials[i].Id} has not ended."))];
        }
    }

    /// <summary>Whether a trial has not ended.</summary>
    public bool IsOpen(TrainingTrial trial)
    {
        lock (gate)
            return outcomes[trial.Position] is null;
    }

    /// <summary>These train as one program from now on.</summary>
    /// <returns>Cancelled when the call is to stop or none of them is open any more; good until the next call of this.</returns>
    public CancellationToken Begin(IReadOnlyList<TrainingTrial> part)
    {
        lock (gate)
        {
            trainingStop?.Dispose();
            trainingStop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            training.Clear();
            training.UnionWith(part.Select(r => r.Position).Where(p => outcomes[p] is null));
            return trainingStop.Token;
        }
    }

    /// <summary>Ends trials that are still open.</summary>
    public void End(IEnumerable<TrainingTrial> trials, TrialOutcome outcome)
    {
        foreach (var trial in trials)
            End(trial.Position, outcome);
    }

    /// <summary>Ends a trial if it is still open.</summary>
    public void End(int position, TrialOutcome outcome)
    {
        lock (gate)
        {
            if (outcomes[position] is not null)
                return;
            outcomes[position] = outcome;
            if (training.Remove(position) && training.Count == 0)
                trainingStop!.Cancel(); // nobody's callbacks: engines look at it between steps
        }
        observer.TrialEnded(group.Trials[position].Id, outcome);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose(); // waits for one that is under way
        trainingStop?.Dispose();
    }
}
