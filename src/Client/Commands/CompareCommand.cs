using System.CommandLine;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Questions;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep compare SWEEP: is A really better than B? Reads only.</summary>
internal static class CompareCommand
{
    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var compare = new CompareOptions(options);
        var failIf = new Option<string[]>("--fail-if")
        {
            Description = $"Exit with {ExitCode.ConditionHolds} if one of these holds, comma-separated: "
                + string.Join("; ", FailCondition.All.Select(c => $"{c.Name} ({c.Description})")) + ".",
            DefaultValueFactory = _ => [],
        };
        var explain = new Option<string?>("--explain")
        {
            Description = "Tell step by step how the verdict on one level came about, in place of tables: a level, or "
                + "LEVEL,LEVEL where all pairs are compared.",
        };
        var aggregates = new Option<bool>("--aggregates")
        {
            Description = "Also show interquartile means, probabilities of improvement, almost stochastic order (with "
                + "bootstrap intervals) and the hierarchical model of datasets.",
        };
        var command = new Command("compare", "Answer with a verdict per comparison: better, worse, equivalent or undecided.")
        {
            sweep, failIf, explain, aggregates,
        };
        compare.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var mistakes = new List<string>();
            var conditions = FailCondition.Read(parse.GetValue(failIf) ?? [], mistakes);
            var (explained, hasAggregates) = (parse.GetValue(explain), parse.GetValue(aggregates));
            var settings = compare.Read(parse, mistakes) with
            {
                Explain = explained,
                Aggregates = hasAggregates,
                WriteInfo = context.Screen.WriteInfo,
                Depth = explained is null && !hasAggregates ? DepthOf(context.Format) : ReportDepth.Full,
            };
            if (settings.Explain is not null && (context.Format != OutputFormat.Table || settings.Columns.Count > 0))
                mistakes.Add("--explain gives sentences of one comparison: leave --format and --columns out.");
            string name = reference.RequiredName;
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var view = await CompareQuery.RunAsync(store, name, settings, context.Stop);
            var reasons = FailCondition.Check(conditions, view);
            await ShowAsync(view, context);
            foreach (string reason in reasons)
                context.Screen.WriteError(reason);
            return reasons.Count == 0 ? ExitCode.AllComplete : ExitCode.ConditionHolds;
        }));
        return command;
    }

    /// <summary>The planned comparison over the trials that match.</summary>
    public static Task<ComparisonView> AnswerAsync(ITrialReader store, string sweep,
        IReadOnlyDictionary<string, IReadOnlyList<string>> where, CommandContext context)
    {
        var settings = TrainerKnowledge.NewSettings() with { Where = where, Depth = DepthOf(context.Format),
            WriteInfo = context.Screen.WriteInfo };
        return CompareQuery.RunAsync(store, sweep, settings, context.Stop);
    }

    // What a table does not show is not waited for.
    private static ReportDepth DepthOf(OutputFormat format) => format == OutputFormat.Table ? ReportDepth.Answer : ReportDepth.Full;

    /// <summary>Writes the answer in the wanted format.</summary>
    public static async Task ShowAsync(ComparisonView view, CommandContext context)
    {
        switch (context.Format)
        {
            case OutputFormat.Json:
                await context.Screen.Data.WriteLineAsync(ComparisonJson.Write(view));
                break;
            case OutputFormat.Csv:
                await context.Screen.Data.WriteAsync(ComparisonCsv.Write(view));
                break;
            default:
                context.Screen.Console.Write(ComparisonRendering.Render(view));
                break;
        }
    }
}
