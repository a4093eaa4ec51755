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
        var compare = new CompareOptions(options);
        var command = new Command("compare", "Answer with a verdict per comparison: better, worse, equivalent or undecided.")
        {
            sweep,
        };
        compare.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var settings = compare.Read(parse, reference.RequiredName);
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
