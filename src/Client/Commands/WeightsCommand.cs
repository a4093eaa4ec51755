using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Client.Weights;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Onnx;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Weights;

namespace Sweep.Client.Commands;

/// <summary>sweep weights SWEEP: writes trained networks into files.</summary>
internal static class WeightsCommand
{
    private const string Placeholder = "{trial}";
    private const int ListedTrials = 10;

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var trial = new Option<string[]>("--trial", "--id")
        {
            Description = "The trial with this id, or a unique prefix of at least 6 characters.", HelpName = "ID",
        };
        var seed = new Option<int?>("--seed") { Description = "Only the trial of this seed.", HelpName = "N" };
        var files = new Option<string[]>("--out")
        {
            Description = "The file to write, in the format that its name ends with: .npz, .onnx or .safetensors; may be repeated. With "
                + $"{Placeholder} in its name, one file for each trial that matches.",
            HelpName = "FILE", Required = true,
        };
        var retrain = new Option<bool>("--retrain") { Description = "Train the trial again even where its weights were kept." };
        var command = new Command("weights", "Write a trained network into a file: NPZ, ONNX or safetensors.")
        {
            sweep, trial, options.Where, seed, files, retrain, options.Engine.Engine, options.Engine.Device, options.Engine.Checkpoints,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string[] named = parse.GetRequiredValue(files);
            CheckFiles(named);
            var choice = EngineChoice.Read(parse.GetValue(options.Engine.Engine), parse.GetValue(options.Engine.Device), groupSize: null);
            var reference = SweepReference.Parse(parse.GetRequiredValue(sweep), context.DatasetLocator);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var filter = options.ReadFilter(parse, reference.RequiredName) with { Ids = parse.GetValue(trial) ?? [] };
            if (parse.GetValue(seed) is { } wanted)
                filter = filter with { Where = new Dictionary<string, IReadOnlyList<string>>(filter.Where) { ["seed"] = [$"{wanted}"] } };
            await FilterCheck.CheckAsync(store, filter, context.Stop);
            var rows = Finished(await store.ReadTrialsAsync(filter, MetricSelection.All, context.Stop).ToListAsync(context.Stop));
            DeclaredTrainers.Refuse(rows[0].Trial, "weights are written of networks");
            if (rows.Count > 1 && named.FirstOrDefault(f => !f.Contains(Placeholder, StringComparison.Ordinal)) is { } single)
                throw new UserErrorException(Ambiguous(rows, single));
            var checkpoints = options.Engine.ReadCheckpoints(parse, context.LocateStore(reference));
            var engines = (await store.ReadWorkersAsync(context.Stop)).ToDictionary(w => w.Worker, w => w.Engine);
            using var retraining = new Retraining(choice, context);
            var table = new List<IReadOnlyList<object?>>();
            foreach (var row in rows)
            {
                TrialNetwork? network = named.Any(WeightFile.HoldsNetwork) ? Network(row, context) : null;
                var kept = parse.GetValue(retrain) ? null : Kept(row, checkpoints, context);
                var tensors = kept
                    ?? await retraining.TrainAsync(row, row.Worker is { } worker ? engines.GetValueOrDefault(worker) : null);
                foreach (string name in named)
                {
                    string file = name.Replace(Placeholder, row.Trial.Id.Value, StringComparison.Ordinal);
                    Write(file, row, tensors, network);
                    table.Add([row.Trial.Id.Value, file, kept is null ? "trained again" : "kept weights"]);
                }
            }
            await TabularWriter.WriteAsync(Tabular.Create([new("trial"), new("file"), new("source")], table), context.Format,
                context.Screen, context.Stop);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static void CheckFiles(string[] files)
    {
        string[] mistakes =
        [
            .. files.Where(f => !WeightFile.HasFormat(f)).Select(f =>
                $"--out {f}: the name must end with one of {string.Join(", ", WeightFile.Extensions)}, which is the format."),
            .. files.GroupBy(Path.GetFullPath).Where(g => g.Count() > 1).Select(g => $"--out {g.First()}: named twice."),
        ];
        if (mistakes.Length > 0)
            throw new UserErrorException(string.Join(Environment.NewLine, mistakes));
    }

    private static List<TrialRow> Finished(IReadOnlyList<TrialRow> rows)
    {
        List<TrialRow> finished = [.. rows.Where(r => r.State == TrialState.Completed)];
        if (finished.Count > 0)
            return finished;
        string states = string.Join(", ", rows.GroupBy(r => r.State).Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}"));
        throw new UserErrorException(rows.Count == 0 ? "No trial matches."
            : $"No trial that matches has completed: {states}. Only completed trials have weights to write.");
    }

    private static string Ambiguous(List<TrialRow> rows, string file)
    {
        string[] names = [.. rows.SelectMany(r => r.Trial.Configuration.Settings.Keys).Distinct().Order(StringComparer.Ordinal)];
        string[] varying = [.. names.Where(n => rows.Select(r => LevelLabel.Find(r.Trial.Configuration, n)).Distinct().Skip(1).Any())];
        return string.Join(Environment.NewLine,
        [
            $"{rows.Count} trials match, and --out {file} is one file. Name one of them by --trial ID, restrict --where and --seed, or "
                + $"write {Placeholder} into the file's name for a file each:",
            .. rows.Take(ListedTrials).Select(r => $"  {r.Trial.Id}  " + string.Join(", ",
                varying.Select(n => $"{n}={LevelLabel.Find(r.Trial.Configuration, n)}").Append($"seed={r.Trial.Seed}"))),
            .. rows.Count > ListedTrials ? new[] { $"  and {rows.Count - ListedTrials} more" } : [],
        ]);
    }

    private static IReadOnlyList<NamedTensor>? Kept(TrialRow row, CheckpointFolder? folder, CommandContext context)
    {
        string? problem = null;
        var kept = folder?.ReadWeights(row.Trial.Id, out problem);
        if (problem is not null)
            context.Screen.WriteError($"{problem} The trial is trained again.");
        return kept;
    }

    // What cannot be written is refused before anything is trained.
    private static TrialNetwork Network(TrialRow row, CommandContext context)
    {
        try
        {
            var network = TrialNetwork.Describe(row.Trial, phase =>
                Training.CreateLoader(context).Load(phase.Dataset, phase.Preprocessing, context.Stop));
            OnnxModel.Check(network.Network);
            return network;
        }
        catch (Exception refused) when (refused is OnnxException or TrialSettingsException or DatasetException or NetworkShapeException)
        {
            throw new UserErrorException($"Trial {row.Trial.Id} cannot be written as ONNX: {refused.Message}");
        }
    }

    private static void Write(string file, TrialRow row, IReadOnlyList<NamedTensor> tensors, TrialNetwork? network)
    {
        try
        {
            WeightFile.Write(file, row.Trial, tensors, () => network!);
        }
        catch (OnnxException refused)
        {
            throw new UserErrorException($"Trial {row.Trial.Id} cannot be written as ONNX: {refused.Message}");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"--out {file}: {trouble.Message}");
        }
    }
}
