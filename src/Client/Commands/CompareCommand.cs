using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Output;
using Sweep.Store;
using Sweep.Trainer.Protocol;

namespace Sweep.Client.Commands;

/// <summary>sweep compare SWEEP: is A really better than B? Reads only.</summary>
internal static class CompareCommand
{
    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var factor = new Option<string?>("--factor") { Description = "The factor whose levels are compared. Default: the plan's." };
        var baseline = new Option<string?>("--baseline") { Description = "The level that all others are compared with. Default: the plan's." };
        var allPairs = new Option<bool>("--all-pairs") { Description = "Compare every level with every other." };
        var metric = new Option<string?>("--metric") { Description = "The compared metric, such as testAccuracy. Default: the plan's." };
        var epoch = new Option<int?>("--epoch") { Description = "The epoch whose metric counts. Default: the plan's, else the last." };
        var alpha = new Option<double?>("--alpha") { Description = "Family-wise error rate. Default: the plan's." };
        var rope = new Option<double?>("--rope") { Description = "Differences up to this count as none (0.002 = 0.2 percentage points). Default: the plan's." };
        var rows = new Option<string?>("--rows") { Description = "Row factor of a table of means. Default: the compared factor." };
        var columns = new Option<string?>("--columns") { Description = "Column factors of a table of means, comma-separated: optimizer,learningRate." };
        var focus = new Option<string?>("--focus") { Description = "The row that the table's bottom compares with the best others. Default: the baseline, else the best." };
        var command = new Command("compare", "Answer with a verdict per comparison: better, worse, equivalent or undecided.")
        {
            sweep, factor, baseline, allPairs, metric, epoch, alpha, rope, rows, columns, focus, options.Where,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var settings = new CompareSettings
            {
                Vocabulary = TrainerVocabulary.Create(),
                Factor = parse.GetValue(factor),
                Baseline = parse.GetValue(baseline),
                AllPairs = parse.GetValue(allPairs),
                Metric = parse.GetValue(metric),
                Epoch = parse.GetValue(epoch),
                Alpha = parse.GetValue(alpha),
                Rope = parse.GetValue(rope),
                Rows = parse.GetValue(rows),
                Columns = parse.GetValue(columns)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                Focus = parse.GetValue(focus),
                Where = options.ReadFilter(parse, reference.RequiredName).Where,
            };
            await ShowAsync(store, reference.RequiredName, settings, context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>The planned comparison over the trials that match.</summary>
    public static Task ShowAsync(ITrialStore store, string sweep, IReadOnlyDictionary<string, IReadOnlyList<string>> where, CommandContext context) =>
        ShowAsync(store, sweep, new CompareSettings { Vocabulary = TrainerVocabulary.Create(), Where = where }, context);

    private static async Task ShowAsync(ITrialStore store, string sweep, CompareSettings settings, CommandContext context)
    {
        var view = await CompareQuery.RunAsync(store, sweep, settings, context.Stop);
        switch (context.Format)
        {
            case OutputFormat.Json:
                await context.Screen.Data.WriteLineAsync(view.ToJson());
                break;
            case OutputFormat.Csv:
                await context.Screen.Data.WriteAsync(view.ToCsv());
                break;
            default:
                context.Screen.Console.Write(view.ToTable());
                break;
        }
    }
}
