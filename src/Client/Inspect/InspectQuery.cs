using Sweep.Client.CommandLine;
using Sweep.Client.Inspect.Input;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Client.Inspect;

/// <summary>From a stored trial to what pictures are made from: its weights are read where they were kept, else it is trained
/// again.</summary>
internal static class InspectQuery
{
    private const int ListedTrials = 8;

    /// <summary>The only trial that matches.</summary>
    /// <exception cref="UserErrorException">None or several match; the message says what there is.</exception>
    public static async Task<TrialRow> FindAsync(ITrialReader store, TrialFilter filter, CancellationToken stop)
    {
        foreach (string id in filter.Ids)
        {
            var found = store.ReadTrialsAsync(new TrialFilter { Sweep = filter.Sweep, Ids = [id] }, MetricSelection.None, stop);
            if (!await found.AnyAsync(stop))
                throw new UserErrorException($"No trial of {filter.Sweep} has the id {id}. `sweep export {filter.Sweep}` lists them.");
        }
        var rows = await store.ReadTrialsAsync(filter, MetricSelection.All, stop).Take(ListedTrials + 1).ToListAsync(stop);
        return rows switch
        {
            [var one] => one,
            [] => throw new UserErrorException($"No trial of {filter.Sweep} matches. `sweep export {filter.Sweep}` lists them."),
            _ => throw new UserErrorException("Name one trial with --trial, or with --where and --seed; these match:" + Environment.NewLine
                + string.Join(Environment.NewLine, rows.Take(ListedTrials).Select(r => $"  {r.Trial.Id}  {Describe(r.Trial)}"))
                + (rows.Count > ListedTrials ? Environment.NewLine + "  ..." : "")),
        };
    }

    /// <summary>"relu, mnist-conv, mnist, seed 0".</summary>
    public static string Describe(TrialDescription trial) => string.Join(", ", new[] { "activation", "architecture", "dataset" }
        .Select(setting => trial.Configuration.Settings.TryGetValue(setting, out var level) ? level.Label : null).OfType<string>()
        .Append($"seed {trial.Seed.Value}"));

    /// <summary>Gathers what pictures need.</summary>
    /// <param name="row">The trial with its metrics.</param>
    /// <param name="wishes">What to show.</param>
    /// <param name="choice">Trains it again where that is needed.</param>
    /// <param name="folder">Where weights were kept; null for nowhere.</param>
    /// <param name="confusion">The matrix that was kept; null for none.</param>
    /// <param name="context">Of the command.</param>
    /// <exception cref="UserErrorException">The trial cannot be shown.</exception>
    public static async Task<Inspection> RunAsync(TrialRow row, InspectWishes wishes, EngineChoice choice, CheckpointFolder? folder,
        ConfusionMatrix? confusion, CommandContext context)
    {
        var loader = Training.CreateLoader(context);
        var trial = await OpenAsync(row.Trial, loader, context);
        var images = wishes.Choose(trial);
        if (!wishes.Retrain && Kept(trial, row.Metrics, folder) is { } last)
        {
            Snapshot[] snapshots = [.. trial.Start is { } start ? [new Snapshot(0, start)] : Array.Empty<Snapshot>(), last];
            return new Inspection(trial, snapshots, images, context.Stop)
            {
                Source = $"{Restored(trial, row.Metrics)}The weights that were kept after the last epoch ({folder!.Path})"
                    + (snapshots.Length > 1 ? ", and those before training, drawn from the trial's random streams." : "."),
                Layers = wishes.Layers, TestSamples = wishes.TestSamples, Confusion = confusion,
            };
        }
        using var engine = await Training.CreateEngineAsync(choice, checkpoints: null, loader, context);
        Training.Check(engine.Capabilities, [trial.Trial]);
        context.Screen.WriteInfo($"{(wishes.Retrain ? "" : "No weights were kept. ")}Trains the trial again, "
            + $"{Epochs(trial)}, on {engine.Description}.");
        var retraining = await Task.Factory.StartNew(() => Retraining.Run(engine.Trainer, trial, row.Metrics, context.Stop), context.Stop,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return new Inspection(trial, retraining.Snapshots, images, context.Stop)
        {
            Source = $"{Restored(trial, retraining.Metrics)}The trial was trained again on {engine.Description}. {retraining.Agreement}",
            Layers = wishes.Layers, TestSamples = wishes.TestSamples, Confusion = retraining.Confusion ?? confusion,
        };
    }

    private static async Task<InspectedTrial> OpenAsync(TrialDescription trial, DatasetLoader loader, CommandContext context)
    {
        try
        {
            var settings = TrialSettings.Read(trial.Configuration);
            if (settings.Meta is not null)
                throw new UserErrorException("This trial learns from episodes: it has a network for each, and none to look into.");
            await Training.EnsureDatasetsAsync(settings.Phases.Select(p => p.Dataset), context);
            return InspectedTrial.Open(trial, settings, loader.Load(settings.Dataset, settings.Preprocessing, context.Stop));
        }
        catch (Exception problem) when (problem is TrialSettingsException or NetworkShapeException)
        {
            throw new UserErrorException($"The trial {trial.Id} cannot be shown: {problem.Message}");
        }
    }

    private static string Epochs(InspectedTrial trial) => trial.Settings.Budget is not null ? "for its budget"
        : (trial.Settings.EarlyStopping is null ? "" : "up to ") + $"{trial.Settings.Phases.Sum(p => p.Epochs)} epochs";

    // A training that ended early and went back to its best epoch.
    private static string Restored(InspectedTrial trial, IReadOnlyList<EpochMetrics> metrics) =>
        trial.Settings.EarlyStopping is { RestoresBest: true } && metrics.LastOrDefault() is { } last
        && last.Values.FirstOrDefault(v => v.Key == MetricCatalogue.BestEpoch.Name) is { Key: not null, Value: var best }
        && best < last.Epoch
            ? FormattableString.Invariant($"The weights after the last epoch are those of epoch {best}, its best, restored. ") : "";

    // Of the last phase, which may have ended before the epochs that were planned.
    private static int EpochsOf(InspectedTrial trial, IReadOnlyList<EpochMetrics> metrics) => metrics.Count == 0 ? trial.Settings.Epochs
        : metrics[^1].Epoch - trial.Settings.Phases.SkipLast(1).Sum(p => p.Epochs);

    private static Snapshot? Kept(InspectedTrial trial, IReadOnlyList<EpochMetrics> metrics, CheckpointFolder? folder)
    {
        const string remedy = "--retrain trains the trial again instead.";
        string? problem = null;
        var tensors = folder?.ReadWeights(trial.Trial.Id, out problem);
        if (problem is not null)
            throw new UserErrorException($"{problem} {remedy}");
        try
        {
            return tensors is null ? null : new Snapshot(EpochsOf(trial, metrics), NetworkNumbers.From(trial.Network, tensors));
        }
        catch (ArgumentException unfit)
        {
            throw new UserErrorException($"{unfit.Message} {remedy}");
        }
    }
}
