using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>The verbs that change what will be trained: pause, resume, cancel, retry. All work on the store alone.</summary>
internal static class StateCommands
{
    public static Command CreatePause(SharedOptions options) =>
        Create("pause", "Claim nothing new of a sweep; what runs, ends.", options, SweepState.Paused, "paused by hand", "is paused");

    public static Command CreateResume(SharedOptions options) =>
        Create("resume", "Let a paused or cancelled sweep be worked on again.", options, SweepState.Active, null, "is active");

    public static Command CreateCancel(SharedOptions options)
    {
        var sweep = SweepArgument();
        var command = new Command("cancel", "Stop a sweep, or the trials that match; finished results stay.") { sweep, options.Where, options.State, options.Id };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            var filter = options.ReadFilter(parse, reference.RequiredName);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            await RequireSweepAsync(store, reference, context);
            bool isWhole = filter.Where.Count == 0 && filter.States.Count == 0 && filter.Ids.Count == 0;
            if (isWhole)
                await store.SetSweepStateAsync(reference.RequiredName, SweepState.Cancelled, "cancelled by hand", context.Stop);
            int count = await store.CancelAsync(filter, context.Stop);
            context.Screen.Say($"{count} trials cancelled or asked to stop.{(isWhole ? $" `sweep resume {reference.Name}` and `sweep retry {reference.Name}` undo it." : "")}");
            return ExitCode.AllComplete;
        }));
        return command;
    }

    public static Command CreateRetry(SharedOptions options)
    {
        var sweep = SweepArgument();
        var command = new Command("retry", "Queue failed and cancelled trials again; their history stays.") { sweep, options.Where, options.State, options.Id };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            var filter = options.ReadFilter(parse, reference.RequiredName);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            await RequireSweepAsync(store, reference, context);
            context.Screen.Say($"{await store.RetryAsync(filter, context.Stop)} trials queued again.");
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static Command Create(string verb, string description, SharedOptions options, SweepState state, string? reason, string done)
    {
        var sweep = SweepArgument();
        var command = new Command(verb, description) { sweep };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            await RequireSweepAsync(store, reference, context);
            await store.SetSweepStateAsync(reference.RequiredName, state, reason, context.Stop);
            context.Screen.Say($"{reference.Name} {done}.");
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static Argument<string> SweepArgument() => new("sweep") { Description = "The sweep's name or spec file." };

    private static async Task RequireSweepAsync(ITrialStore store, SweepReference reference, CommandContext context)
    {
        if ((await store.ReadStatusAsync(reference.RequiredName, context.Stop)).Count == 0)
            throw new UserErrorException($"The store {store.DisplayName} has no sweep named '{reference.Name}'.");
    }
}
