using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep export [SWEEP]: one row per trial, or per trial, epoch and metric with --long, or per cell of the confusion matrix with
/// --confusion; streamed.</summary>
internal static class ExportCommand
{
    private static readonly TabularColumn[] Fixed =
    [
        Text("sweep"), Text("trial"), Text("configuration"), Whole("seed"), Text("streamKey"), Text("state"), Whole("attempts"),
        Text("failureKind"), Text("failureMessage"), Whole("divergedAtStep"), Text("worker"), Number("slotSeconds"),
        TabularColumn.Of(ColumnKind.Time, "endedAt"),
    ];

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string?>("sweep") { Description = "The sweep's name or spec file; all sweeps if absent.",
            Arity = ArgumentArity.ZeroOrOne };
        var isLong = new Option<bool>("--long") { Description =
            "One row per trial, epoch and metric instead of the last epoch's metrics as columns." };
        var isConfusion = new Option<bool>("--confusion") { Description =
            "One row per trial and cell of its confusion matrix, where the spec keeps it (keep: { confusionMatrix: true })." };
        var command = new Command("export", "Write trials and their metrics (csv, json or parquet; --format table for a look).")
        {
            sweep, isLong, isConfusion, options.TableFile, options.Where, options.State, options.Id,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(isLong) && result.GetValue(isConfusion))
                result.AddError("--long and --confusion are two tables: name one of them.");
        });
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string? file = parse.GetValue(options.TableFile);
            var format = TableFile.Choose(context.AskedFormat, file, OutputFormat.Csv);
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var filter = options.ReadFilter(parse, reference.Name);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            await FilterCheck.CheckAsync(store, filter, context.Stop);
            var settings = await SettingColumns.FindAsync(
                store.ReadTrialsAsync(filter, MetricSelection.None, context.Stop), context.Stop);
            bool hasMatrices = parse.GetValue(isConfusion);
            var rows = store.ReadTrialsAsync(filter, hasMatrices ? MetricSelection.None : MetricSelection.All, context.Stop);
            bool isFound = false;
            var data = hasMatrices ? Confusion(settings, rows, ReadAsync) : Tabulate(settings, rows, parse.GetValue(isLong));
            await TableFile.WriteAsync(data, format, file, context.Screen, context.Stop);
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
    /// <param name="settings">The columns of the settings.</param>
    /// <param name="rows">The trials with their metrics.</param>
    /// <param name="isLong">Whether each epoch and metric has a row.</param>
    public static Tabular Tabulate(IReadOnlyList<TabularColumn> settings, IAsyncEnumerable<TrialRow> rows, bool isLong) =>
        isLong ? Long(settings, rows) : Wide(settings, rows);

    /// <summary>The confusion matrices, cell by cell.</summary>
    /// <param name="settings">The columns of the settings.</param>
    /// <param name="rows">The trials.</param>
    /// <param name="read">Reads the matrix of a trial.</param>
    public static Tabular Confusion(IReadOnlyList<TabularColumn> settings, IAsyncEnumerable<TrialRow> rows,
        Func<TrialId, Task<ConfusionMatrix?>> read)
    {
        TabularColumn[] columns = [.. Fixed, .. settings, Whole("trueClass"), Whole("predictedClass"), Whole("samples")];
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

    private static Tabular Wide(IReadOnlyList<TabularColumn> settings, IAsyncEnumerable<TrialRow> rows)
    {
        string[] metrics = [.. MetricCatalogue.Names];
        TabularColumn[] columns = [.. Fixed, .. settings, Whole("epoch"), .. metrics.Select(Number)];
        return new Tabular(columns, rows.Select(row =>
        {
            var last = row.Metrics.Count > 0 ? row.Metrics[^1] : null;
            var values = last?.Values.ToDictionary(v => v.Key, v => v.Value);
            return (IReadOnlyList<object?>)
            [
                .. Head(row, settings), last?.Epoch,
                .. metrics.Select(m => values is not null && values.TryGetValue(m, out double value) ? (object?)value : null),
            ];
        }));
    }

    private static Tabular Long(IReadOnlyList<TabularColumn> settings, IAsyncEnumerable<TrialRow> rows)
    {
        TabularColumn[] columns = [.. Fixed, .. settings, Whole("epoch"), Text("metric"), Number("value")];
        return new Tabular(columns, rows.SelectMany(row => row.Metrics
            .SelectMany(epoch => epoch.Values.Select(value =>
                (IReadOnlyList<object?>)[.. Head(row, settings), epoch.Epoch, value.Key, value.Value]))));
    }

    private static TabularColumn Text(string name) => TabularColumn.Of(ColumnKind.Text, name);

    private static TabularColumn Whole(string name) => TabularColumn.Of(ColumnKind.Integer, name);

    private static TabularColumn Number(string name) => TabularColumn.Of(ColumnKind.Number, name);

    private static IEnumerable<object?> Head(TrialRow row, IReadOnlyList<TabularColumn> settings) =>
    [
        row.Sweep, row.Trial.Id.Value, row.Trial.Configuration.Id.Value, row.Trial.Seed.Value, row.Trial.StreamKey.ToString(),
        row.State.ToString().ToLowerInvariant(), row.Attempts, row.FailureKind?.ToString(), row.FailureMessage, row.DivergedAtStep,
        row.Worker?.Value, row.TrainDuration, row.EndedAt,
        .. settings.Select(setting => LevelLabel.Find(row.Trial.Configuration, setting.Name)),
    ];
}
