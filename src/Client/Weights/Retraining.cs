using System.Globalization;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Training;

namespace Sweep.Client.Weights;

/// <summary>Trains finished trials again to have their weights: bit for bit on the kind of engine that trained them. The store is not
/// changed.</summary>
internal sealed class Retraining : IDisposable
{
    private readonly CommandContext context;
    private readonly EngineChoice choice;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sweep-weights-");
    private TrainingEngine? engine;

    public Retraining(EngineChoice choice, CommandContext context) => (this.choice, this.context) = (choice, context);

    /// <summary>Trains a trial.</summary>
    /// <param name="row">The trial, with the metrics that it ended with.</param>
    /// <param name="storedEngine">What trained it, for people; null if that is not known.</param>
    /// <exception cref="UserErrorException">It did not complete this time.</exception>
    public async Task<IReadOnlyList<NamedTensor>> TrainAsync(TrialRow row, string? storedEngine)
    {
        var trial = row.Trial;
        var kept = new CheckpointFolder(folder.FullName);
        engine ??= await Training.CreateEngineAsync(choice, kept, Training.CreateLoader(context), context);
        Training.Check(engine.Capabilities, [trial]);
        await Training.EnsureDatasetsAsync(TrialSettings.Read(trial.Configuration).Phases.Select(p => p.Dataset), context);
        context.Screen.WriteInfo($"Training {trial.Id} again with {engine.Description}.");
        var last = new LastEpoch(context.Screen);
        var trials = new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 0, KeepsWeights: true)] };
        var outcome = (await Task.Run(() => engine.Trainer.Train(trials, last, context.Stop), context.Stop))[0];
        context.Stop.ThrowIfCancellationRequested();
        if (outcome is not TrialOutcome.Completed)
            throw new UserErrorException($"Trial {trial.Id} did not complete this time: {Describe(outcome)}");
        context.Screen.WriteInfo(row.Metrics.Count == 0 ? "The store has no metrics of it to compare with."
            : Difference(row.Metrics[^1], last.Metrics!) is { } difference
            ? $"Not the weights that the store's metrics are of: {difference}; {storedEngine ?? "another engine"} trained it then, "
                + $"{engine.Trainer.Name} now."
            : "Its metrics are those of the store, digit for digit.");
        return kept.ReadWeights(trial.Id, out string? problem)
            ?? throw new UserErrorException(problem ?? $"Trial {trial.Id} left no weights in {folder.FullName}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        engine?.Dispose();
        folder.Delete(recursive: true);
    }

    // Seconds and bytes differ from training to training.
    private static string? Difference(EpochMetrics then, EpochMetrics now)
    {
        var stored = then.Values.ToDictionary(v => v.Key, v => v.Value);
        foreach (var (name, value) in now.Values)
        {
            var definition = MetricCatalogue.Find(name);
            bool isMeasured = definition.Unit != MetricUnit.Seconds && !definition.IsOfTraining;
            if (isMeasured && stored.TryGetValue(name, out double before) && !before.Equals(value))
                return string.Create(CultureInfo.InvariantCulture, $"{name} was {before:R}, now it is {value:R}");
        }
        return null;
    }

    private static string Describe(TrialOutcome outcome) => outcome switch
    {
        TrialOutcome.Diverged d => string.Create(CultureInfo.InvariantCulture, $"it diverged in epoch {d.Epoch}."),
        TrialOutcome.Failed f => f.Message,
        _ => "it was stopped.",
    };

    private sealed class LastEpoch(Screen screen) : ITrainingObserver
    {
        public EpochMetrics? Metrics { get; private set; }

        public void EpochCompleted(TrialId trial, EpochMetrics metrics) => Metrics = metrics;

        public void Noted(TrialId trial, string note) => screen.WriteInfo(note);
    }
}
