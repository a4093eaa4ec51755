using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep export [SWEEP]: one row per trial, or per trial, epoch and metric with --long, or per cell of the confusion matrix with
/// --confusion; streamed.</summary>
internal static class ExportCommand
{
    private static readonly TabularColumn[] Fixed =
    [
        new("sweep"), new("trial"), new("configuration"), new("seed", true), new("streamKey"), new("state"), new("attempts", true),
        new("failureKind"), new("failureMessage"), new("divergedAtStep", true), new("worker"), new("slotSeconds", true), new("endedAt"),
    ];

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string?>("sweep") { Description = "The sweep's name or spec file; all sweeps if absent.",
            Arity = ArgumentArity.ZeroOrOne };
        var isLong = new Option<bool>("--long") { Description =
            "One row per trial, epoch and metric instead of the last epoch's metrics as columns." };
        var isConfusion = new Option<bool>("--confusion") { Description =
            "One row per trial and cell of its confusion matrix, where the spec keeps it (keep: { confusionMatrix: true })." };
        var command = new Command("export", "Write trials and their metrics (csv or json; --format table for a look).")
        {
            sweep, isLong, isConfusion, options.Where, options.State, options.Id,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(isLong) && result.GetValue(isConfusion))
                result.AddError("--long and --confusion are two tables: name one of them.");
        });
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var filter = options.ReadFilter(parse, reference.Name);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            await FilterCheck.CheckAsync(store, filter, context.Stop);
            var settings = await SettingNamesAsync(store, filter, context.Stop);
            var metrics = await MetricNamesAsync(store, filter, context.Stop);
            bool hasMatrices = parse.GetValue(isConfusion);
            var rows = store.ReadTrialsAsync(filter, hasMatrices ? MetricSelection.None : MetricSelection.All, context.Stop);
            bool isFound = false;
            var data = hasMatrices ? Confusion(settings, rows, ReadAsync) : Tabulate(settings, rows, parse.GetValue(isLong), metrics);
            var format = parse.GetResult(options.Format) is { Implicit: false } ? context.Format : OutputFormat.Csv;
            await TabularWriter.WriteAsync(data, format, context.Screen, context.Stop);
            if (hasMatrices && !isFound)
                context.Screen.WriteInfo("None of these trials has a confusion matrix. Those that are trained for a spec with "
                    + "keep: { confusionMatrix: true } keep one.");
            return ExitCode.AllComplete;

            async Task<ConfusionMatrix?> ReadAsync(TrialId trial)
            {
                var matrix = await store.ReadConfusionAsync(trial, context.Stop);
                isFound |= matrix is not null;
                return matrix;
            }
        }));
        return command;
    }

    /// <summary>The rows that are written.</summary>
    /// <param name="settings">Names of the settings that get a column.</param>
    /// <param name="rows">The trials with their metrics.</param>
    /// <param name="isLong">Whether each epoch and metric has a row.</param>
    /// <param name="metrics">Names of the metrics that get a column unless each has a row; null for those of the catalogue.</param>
    public static Tabular Tabulate(IReadOnlyList<string> settings, IAsyncEnumerable<TrialRow> rows, bool isLong,
        IReadOnlyList<string>? metrics = null) =>
        isLong ? Long(settings, rows) : Wide(settings, rows, metrics ?? MetricCatalogue.Names);

    /// <summary>The confusion matrices, cell by cell.</summary>
    /// <param name="settings">Names of the settings that get a column.</param>
    /// <param name="rows">The trials.</param>
    /// <param name="read">Reads the matrix of a trial.</param>
    public static Tabular Confusion(IReadOnlyList<string> settings, IAsyncEnumerable<TrialRow> rows,
        Func<TrialId, Task<ConfusionMatrix?>> read)
    {
        TabularColumn[] columns = [.. Fixed, .. settings.Select(Column), new("trueClass", true), new("predictedClass", true),
            new("samples", true)];
        return new Tabular(columns, Rows());

        async IAsyncEnumerable<IReadOnlyList<object?>> Rows()
        {
            await foreach (var row in rows)
            {
                foreach (var cell in (await read(row.Trial.Id))?.Cells ?? [])
                    yield return [.. Head(row, settings), cell.Class, cell.Predicted, cell.Samples];
            }
        }
    }

    private static async Task<string[]> SettingNamesAsync(ITrialReader store, TrialFilter filter, CancellationToken cancellation)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, cancellation))
            names.UnionWith(row.Trial.Configuration.Settings.Keys);
        return [.. names];
    }

    // Those of the catalogue, unless all sweeps declare their own; then the declared ones.
    private static async Task<IReadOnlyList<string>> MetricNamesAsync(ITrialReader store, TrialFilter filter,
        CancellationToken cancellation)
    {
        var trainers = (await store.ReadStatusAsync(filter.Sweep, cancellation)).Select(s => SpecReader.FindTrainer(s.SpecText)).ToArray();
        var catalogue = trainers.Length > 0 && Array.TrueForAll(trainers, t => t is not null) ? [] : MetricCatalogue.Names;
        return [.. catalogue.Concat(trainers.SelectMany(t => t?.Metrics.Names ?? [])).Distinct()];
    }

    private static Tabular Wide(IReadOnlyList<string> settings, IAsyncEnumerable<TrialRow> rows, IReadOnlyList<string> metrics)
    {
        TabularColumn[] columns = [.. Fixed, .. settings.Select(Column), new("epoch", true),
            .. metrics.Select(m => new TabularColumn(m, true))];
        return new Tabular(columns, rows.Select(row =>
        {
            var last = row.Metrics.Count > 0 ? row.Metrics[^1] : null;
            var values = LastValues(row);
            return (IReadOnlyList<object?>)
            [
                .. Head(row, settings), last?.Epoch,
                .. metrics.Select(m => values.TryGetValue(m, out double value) ? (object?)value : null),
            ];
        }));
    }

    // Programs may report a metric now and then: its last report counts, as in comparisons.
    private static Dictionary<string, double> LastValues(TrialRow row)
    {
        var epochs = DeclaredTrainer.Trains(row.Trial.Configuration) ? row.Metrics : row.Metrics.TakeLast(1);
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in epochs.SelectMany(e => e.Values))
            values[name] = value;
        return values;
    }

    private static Tabular Long(IReadOnlyList<string> settings, IAsyncEnumerable<TrialRow> rows)
    {
        TabularColumn[] columns = [.. Fixed, .. settings.Select(Column), new("epoch", true), new("metric"), new("value", true)];
        return new Tabular(columns, rows.SelectMany(row => row.Metrics
            .SelectMany(epoch => epoch.Values.Select(value =>
                (IReadOnlyList<object?>)[.. Head(row, settings), epoch.Epoch, value.Key, value.Value]))));
    }

    private static TabularColumn Column(string setting) => new(setting);

    private static IEnumerable<object?> Head(TrialRow row, IReadOnlyList<string> settings) =>
    [
        row.Sweep, row.Trial.Id.Value, row.Trial.Configuration.Id.Value, row.Trial.Seed.Value, row.Trial.StreamKey.ToString(),
        row.State.ToString().ToLowerInvariant(), row.Attempts, row.FailureKind?.ToString(), row.FailureMessage, row.DivergedAtStep,
        row.Worker?.Value, row.TrainDuration, row.EndedAt,
        .. settings.Select(name => LevelLabel.Find(row.Trial.Configuration, name)),
    ];
}
