using Spectre.Console;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.Training;

namespace Sweep.Client.Running;

/// <summary>Puts together what trains in this process: data, engine, and the worker's introduction to the store.</summary>
internal static class Training
{
    /// <summary>The engines that this program offers.</summary>
    public static IReadOnlyList<IEngineFactory> Engines { get; } = [new CpuEngineFactory(), new TorchEngineFactory()];

    public static DatasetLoader CreateLoader(CommandContext context) =>
        new(context.DatasetLocator, CreateDownloader(null, context), context.Time);

    /// <summary>Makes the engine that the user chose, and says what the user should know of it.</summary>
    /// <exception cref="EngineException">It cannot be had.</exception>
    public static async Task<TrainingEngine> CreateEngineAsync(EngineChoice choice, CheckpointFolder? checkpoints, DatasetLoader loader,
        CommandContext context)
    {
        var engine = await TrainingEngines.CreateAsync(choice, Engines, loader, checkpoints,
            context.Time, context.Stop);
        foreach (string note in engine.Notes)
            context.Screen.WriteError(note);
        return engine;
    }

    /// <summary>What an engine can, to read a spec by that it shall train; null where it shall train a part, which
    /// <see cref="Check(EngineCapabilities, SweepPlan, TrialFilter)"/> judges.</summary>
    public static EngineCapabilities? CapabilitiesFor(EngineChoice choice, TrialFilter filter) =>
        filter.Where.Count > 0 ? null : Engines.First(e => e.Name == choice.Engine).Capabilities;

    /// <summary>Refuses at once what this engine would fail to train, instead of trial by trial.</summary>
    /// <exception cref="EngineException">It cannot train one of the trials.</exception>
    public static void Check(EngineCapabilities engine, SweepPlan plan, TrialFilter filter)
    {
        var trials = plan.TrialsWhere(filter.Where);
        Check(engine, plan.Factors.Any(f => engine.Lacks.ContainsKey(f.Name)) ? trials : trials.Take(1)); // else all have the same
    }

    /// <summary>Refuses what this engine would fail to train; it has no say about trainers that specs declare.</summary>
    /// <exception cref="EngineException">It cannot train one of the trials.</exception>
    public static void Check(EngineCapabilities engine, IEnumerable<TrialDescription> trials)
    {
        if (trials.Where(t => !DeclaredTrainer.Trains(t.Configuration)).Select(t => engine.Refuses(t.Configuration))
            .FirstOrDefault(reason => reason is not null) is { } reason)
            throw new EngineException(reason);
    }

    public static WorkerRegistration Register(TrainingEngine engine)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in WorkerEnvironment.Describe().Concat(engine.Facts))
            environment.Add(name, value);
        string suffix = Guid.NewGuid().ToString("N")[..6]; // process ids come again; a worker's name must not
        var id = new WorkerId($"{Environment.MachineName}-{Environment.ProcessId}-{suffix}");
        return new WorkerRegistration(id, Environment.MachineName, Environment.ProcessId, engine.Trainer.Name, environment);
    }

    /// <summary>Fetches missing datasets before the first trial needs them, with a progress bar, so that a missing file is the first thing
    /// a user hears of.</summary>
    /// <exception cref="UserErrorException">A dataset is missing and cannot be fetched.</exception>
    public static async Task EnsureDatasetsAsync(IEnumerable<SettingValue> datasets, CommandContext context)
    {
        foreach (var dataset in datasets)
        {
            try
            {
                var description = DatasetCatalogue.Describe(dataset);
                if (description is null
                    || context.DatasetLocator.Locate(description).State is DatasetState.Generated or DatasetState.Present)
                    continue;
                await FetchAsync(dataset, context);
            }
            catch (DatasetException error)
            {
                throw new UserErrorException(error.Message);
            }
        }
    }

    private static Task FetchAsync(SettingValue dataset, CommandContext context) => context.Screen.Messages.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(),
            new RemainingTimeColumn())
        .StartAsync(async bars =>
        {
            var tasks = new System.Collections.Concurrent.ConcurrentDictionary<string, ProgressTask>();
            var relay = new Relay(now =>
            {
                var bar = tasks.GetOrAdd(now.FileName, file => bars.AddTask(Markup.Escape($"{now.Dataset} {file}")));
                bar.MaxValue = now.BytesTotal ?? Math.Max(1, now.BytesDone);
                bar.Value = now.BytesDone;
            });
            var loader = new DatasetLoader(context.DatasetLocator, CreateDownloader(relay, context), context.Time);
            await loader.EnsureAsync(dataset, context.Stop);
        });

    private static DatasetDownloader CreateDownloader(IProgress<DownloadProgress>? progress, CommandContext context) =>
        new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, context.Time, progress);

    private sealed class Relay(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
