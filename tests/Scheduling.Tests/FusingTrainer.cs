using System.Collections.Concurrent;
using Sweep.Planning.Trials;
using Sweep.Trainer;

namespace Sweep.Scheduling.Tests;

/// <summary>Trains nothing, several trials at once: each group ends as the test says, trial by trial.</summary>
/// <param name="maxFusedTrials">The most trials of a call.</param>
/// <param name="keyOf">Key of a trial by its seed.</param>
/// <param name="script">Runs a group to its end on the slot's thread.</param>
internal sealed class FusingTrainer(int maxFusedTrials, Func<int, object?> keyOf, Action<FusingTrainer.Group> script) : ITrainer
{
    public string Name => "fusing";

    public int MaxFusedTrials => maxFusedTrials;

    /// <summary>Seeds of the groups begun, in order.</summary>
    public ConcurrentQueue<int[]> Begun { get; } = new();

    public object? FusionKeyOf(TrialDescription trial) => keyOf(trial.Seed.Value);

    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        var running = new Group(group, observer, stop);
        Begun.Enqueue([.. running.Seeds]);
        script(running);
        return running.Outcomes;
    }

    /// <summary>A group in training.</summary>
    internal sealed class Group(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        private readonly TrialOutcome?[] outcomes = new TrialOutcome?[group.Trials.Count];

        public IEnumerable<int> Seeds => group.Trials.Select(t => t.Seed.Value);

        public CancellationToken Stop => stop;

        public IReadOnlyList<TrialOutcome> Outcomes =>
            [.. outcomes.Select((o, i) => o
                ?? (group.Stops[i].IsCancellationRequested ? new TrialOutcome.Cancelled() : new TrialOutcome.Completed()))];

        public CancellationToken StopOf(int seed) => group.Stops[At(seed)];

        public void Epoch(int seed) =>
            observer.EpochCompleted(group.Trials[At(seed)].Id, new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, seed)]));

        /// <summary>Ends one trial while the others go on.</summary>
        public void End(int seed, TrialOutcome outcome)
        {
            outcomes[At(seed)] = outcome;
            observer.TrialEnded(group.Trials[At(seed)].Id, outcome);
        }

        private int At(int seed) => group.Trials.ToList().FindIndex(t => t.Seed.Value == seed);
    }
}
