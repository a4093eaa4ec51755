using Sweep.Client.Inspect.Input;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;

namespace Sweep.Client.Inspect;

/// <summary>A trial that is trained again, nothing of it stored, to gather its weights epoch by epoch.</summary>
internal sealed class Retraining : ITrainingObserver
{
    private const double MostBytes = 1e9; // of all weights that are gathered

    private readonly InspectedTrial trial;
    private readonly int most; // epochs that are gathered
    private int step = 1; // every so many epochs, and the last
    private readonly List<Snapshot> snapshots = [];
    private readonly List<EpochMetrics> metrics = [];

    private Retraining(InspectedTrial trial)
    {
        this.trial = trial;
        most = (int)Math.Clamp(MostBytes / (sizeof(double) * Math.Max(1.0, trial.Network.ParameterCount)), 2, 10_000);
    }

    /// <summary>The weights at the gathered epochs: all, or evenly spread ones and the last.</summary>
    public IReadOnlyList<Snapshot> Snapshots => snapshots;

    /// <summary>After each epoch of all phases.</summary>
    public IReadOnlyList<EpochMetrics> Metrics => metrics;

    /// <summary>Over all test samples; null where no classes are learned.</summary>
    public ConfusionMatrix? Confusion => metrics.LastOrDefault()?.Confusion;

    /// <summary>What came of it, beside what is stored of the trial.</summary>
    public string Agreement { get; private set; } = "";

    /// <summary>Trains.</summary>
    /// <param name="trainer">With what.</param>
    /// <param name="trial">Which trial.</param>
    /// <param name="stored">Its metrics in the store.</param>
    /// <param name="stop">Ends the training.</param>
    /// <exception cref="UserErrorException">It cannot be trained, or has no weights that are finite.</exception>
    public static Retraining Run(ITrainer trainer, InspectedTrial trial, IReadOnlyList<EpochMetrics> stored, CancellationToken stop)
    {
        var retraining = new Retraining(trial);
        var keep = new KeepPlan(ConfusionMatrix: trial.TestClasses is not null);
        var outcome = trainer.Train(new FusedTrials([trial.Trial]) { Keeps = [keep] }, retraining, stop).Single();
        stop.ThrowIfCancellationRequested();
        if (outcome is TrialOutcome.Failed { Message: var message })
            throw new UserErrorException($"The trial cannot be trained again: {message}");
        if (retraining.snapshots.Count == 0)
            throw new UserErrorException("The trial has no weights to show: it diverged in its earlier phase.");
        retraining.Agreement = retraining.Compare(stored) + (outcome is TrialOutcome.Diverged { Epoch: var epoch }
            ? $" It diverged in epoch {epoch}; the weights are those before." : "");
        return retraining;
    }

    public void EpochCompleted(TrialId trial, EpochMetrics metrics) => this.metrics.Add(metrics);

    public void WeightsReached(TrialId trial, int epoch, Func<IReadOnlyList<NamedTensor>> save)
    {
        // An epoch comes again where memory did not suffice, and as the best epoch that is restored in the end.
        snapshots.RemoveAll(s => s.Epoch >= epoch || s.Epoch % step != 0);
        if (snapshots.Count == most)
        {
            step *= 2;
            snapshots.RemoveAll(s => s.Epoch % step != 0);
        }
        snapshots.Add(new Snapshot(epoch, NetworkNumbers.From(this.trial.Network, save())));
    }

    // Times and memory differ from run to run.
    private string Compare(IReadOnlyList<EpochMetrics> stored)
    {
        var now = Values(metrics);
        var before = Values(stored).Where(v => now.ContainsKey(v.Key)).ToArray();
        int different = before.Count(v => !v.Value.Equals(now[v.Key]));
        int later = metrics.Count - stored.Count;
        string further = before.Length > 0 && later > 0
            ? $" Its training had ended {(later == 1 ? "an epoch" : $"{later} epochs")} before; this one went on to its end." : "";
        return before.Length == 0 ? "The store has no metrics of it to compare with."
            : different == 0 ? $"All {before.Length} stored metrics are equal bit for bit.{further}"
            : $"{different} of {before.Length} stored metrics differ, as they do after training on another kind of engine. The "
                + $"pictures are of this training.{further}";
    }

    private static Dictionary<(int, string), double> Values(IReadOnlyList<EpochMetrics> epochs) => epochs
        .SelectMany(e => e.Values.Select(v => (Key: (e.Epoch, v.Key), v.Value)))
        .Where(v => MetricCatalogue.Find(v.Key.Key).Unit is not MetricUnit.Seconds and not MetricUnit.Bytes)
        .ToDictionary(v => v.Key, v => v.Value);
}
