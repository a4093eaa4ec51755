using System.CommandLine;
using Sweep.Analysis.Names;
using Sweep.Client.Cluster;
using Sweep.Client.CommandLine;
using Sweep.Client.Control;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>The verbs that change what will be trained: pause, resume, cancel, retry. All work on the store alone; with --cluster the
/// first three go through the coordinator, and running trainings hear of a cancellation at once instead of at their next
/// heartbeat.</summary>
internal static class StateCommands
{
    private const string CancelReason = "cancelled by hand";

    public static Command CreatePause(SharedOptions options) =>
        Create("pause", "Claim nothing new of a sweep; what runs, ends.", options, SweepState.Paused, "paused by hand", "is paused");

    public static Command CreateResume(SharedOptions options) =>
        Create("resume", "Let a paused or cancelled sweep be worked on again.", options, SweepState.Active, null, "is active");

    public static Command CreateCancel(SharedOptions options)
    {
        var sweep = SweepArgument();
        var command = new Command("cancel", "Stop a sweep, or the trials that match; finished results stay.") { sweep, options.Where,
            options.State, options.Id };
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var target = options.Cluster.Read(parse);
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var filter = options.ReadFilter(parse, reference.RequiredName);
            await using var store = await OpenAsync(target, needsStore: filter.Where.Count + filter.States.Count > 0, reference, context);
            if (store is not null)
                await FilterCheck.CheckAsync(store, filter, context.Stop);
            Say(target is null ? await Over(store!, context).CancelAsync(filter, CancelReason, context.Stop)
                : await CancelAsync(store, target, filter, reference, context), context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    public static Command CreateRetry(SharedOptions options)
    {
        var sweep = SweepArgument();
        var force = new Option<bool>("--force")
        {
            Description = "With --state running: take running trials away from their workers, too. What those still send of them is "
                + "dropped.",
        };
        var command = new Command("retry",
            "Queue failed and cancelled trials again, with --state pruned those that were given up; their history stays.")
        {
            sweep, options.Where, options.State, options.Id, force,
        };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var filter = options.ReadFilter(parse, reference.RequiredName);
            bool takesRunning = filter.States.Contains(TrialState.Running);
            if (parse.GetValue(force) && !takesRunning)
                throw new UserErrorException("--force goes with --state running: it takes running trials away from their workers.");
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            await FilterCheck.CheckAsync(store, filter, context.Stop);
            if (takesRunning && !parse.GetValue(force) && await store.ReadLeasesAsync(filter, context.Stop) is { Count: > 0 } held)
            {
                throw new UserErrorException(string.Join(Environment.NewLine, held.Select(h => TrialNotes.Describe(h, context.Time)))
                    + $"{Environment.NewLine}Add --force to take them away; what the workers still send of them is dropped.");
            }
            Say(await Over(store, context).RetryAsync(filter, context.Stop), context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static SweepControl Over(ITrialStore store, CommandContext context) => new(store, store, context.Time);

    private static void Say(IReadOnlyList<string> sentences, CommandContext context)
    {
        foreach (string sentence in sentences)
            context.Screen.WriteInfo(sentence);
    }

    private static async Task<IReadOnlyList<string>> CancelAsync(ITrialStore? store, ClusterTarget target, TrialFilter filter,
        SweepReference reference, CommandContext context)
    {
        var shared = store is null ? [] : await store.ReadSharedAsync(filter, context.Stop);
        int count = await CancelInClusterAsync(store, target, filter, reference, context);
        var leases = store is null ? [] : await TrialNotes.LeasesAsync(store, filter, context.Time, context.Stop);
        return [SweepControl.Cancelled(count, filter), .. TrialNotes.Kept(shared), .. leases];
    }

    private static async Task<int> CancelInClusterAsync(ITrialStore? store, ClusterTarget target, TrialFilter filter,
        SweepReference reference, CommandContext context)
    {
        await using var control = await context.ConnectAsync(target, reference);
        if (SweepControl.IsWhole(filter))
            await SetStateAsync(control, SweepState.Cancelled, CancelReason, reference, context);
        var ids = filter.Ids;
        if (filter.States.Count > 0)
        {
            ids = await FindAsync(store!, filter, context); // the coordinator asks for no states: it is told which trials are meant
            if (ids.Count == 0)
                return 0;
        }
        return await control.CancelTrialsAsync(reference.RequiredName, filter.Where, ids, context.Stop);
    }

    // Who names gateways may have no access to the store: then the cluster alone is asked, unless the command cannot do without.
    private static async Task<ITrialStore?> OpenAsync(ClusterTarget? target, bool needsStore, SweepReference reference,
        CommandContext context) =>
        target is null ? await context.OpenStoreAsync(reference, StoreAccess.Write)
        : needsStore || target.Gateways.Count == 0 ? await context.OpenStoreAsync(reference, StoreAccess.Read)
        : null;

    private static async Task<IReadOnlyList<string>> FindAsync(ITrialReader store, TrialFilter filter, CommandContext context)
    {
        var ids = new List<string>();
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, context.Stop))
            ids.Add(row.Trial.Id.Value);
        return ids;
    }

    private static async Task SetStateAsync(IClusterControl control, SweepState state, string? reason, SweepReference reference,
        CommandContext context)
    {
        if (!await control.SetStateAsync(reference.RequiredName, state, reason, context.Stop))
            throw new UserErrorException($"The store of the cluster has no sweep named '{reference.Name}'; `sweep status --cluster` "
                + "lists them.");
    }

    private static Command Create(string verb, string description, SharedOptions options, SweepState state, string? reason, string done)
    {
        var sweep = SweepArgument();
        var command = new Command(verb, description) { sweep };
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var target = options.Cluster.Read(parse);
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            await using var store = await OpenAsync(target, needsStore: false, reference, context);
            if (store is not null)
                await StoredSweeps.FindAsync(store, reference.RequiredName, context.Stop);
            if (target is not null)
            {
                await using var control = await context.ConnectAsync(target, reference);
                await SetStateAsync(control, state, reason, reference, context);
            }
            else
            {
                await store!.SetSweepStateAsync(reference.RequiredName, state, reason, context.Stop);
            }
            context.Screen.WriteInfo($"{reference.Name} {done}.");
            if (store is not null)
                Say(await Over(store, context).ExplainAsync(reference.RequiredName, state, context.Stop), context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static Argument<string> SweepArgument() => new("sweep") { Description = "The sweep's name or spec file." };
}
