using System.CommandLine;
using Sweep.Analysis.Names;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Programs;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Training;

namespace Sweep.Client.Commands;

/// <summary>sweep worker: trains what the store has queued, beside any number of other workers.</summary>
internal static class WorkerCommand
{
    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string?>("sweep") { Description = "Work on this sweep only (name or spec file).",
            Arity = ArgumentArity.ZeroOrOne };
        var untilDone = new Option<bool>("--until-done") { Description = "Return when nothing is left instead of waiting for more." };
        var command = new Command("worker", "Train what the store has queued, beside other workers; stop it with Ctrl-C at any time.")
        {
            sweep, untilDone, options.Where,
        };
        options.Engine.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator,
                options.Engine.ReadPrograms(parse));
            var checkpoints = options.Engine.ReadCheckpoints(parse, context.LocateStore(reference));
            using var engine = RoutingTrainer.Extend(
                await Training.CreateEngineAsync(options.Engine.Read(parse), checkpoints, Training.CreateLoader(context), context),
                options.Engine.ReadPrograms(parse), checkpoints?.Path, parse.GetValue(options.Engine.Slots), context.Time);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
            var worker = Training.Register(engine);
            int count = parse.GetValue(options.Engine.Slots) ?? engine.DefaultSlots;
            context.Screen.WriteInfo($"Worker {worker.Worker}: {count} slots, {engine.Description}, store {store.DisplayName}.");
            var filter = options.ReadFilter(parse, reference.Name);
            if (filter.Sweep is null)
                await FilterCheck.CheckNamesAsync(store, filter.Where, context.Stop);
            else
                await FilterCheck.CheckAsync(store, filter, context.Stop);
            await CheckAsync(engine, filter, store, context);
            var pool = new WorkerPool(store, engine.Trainer, new WorkerOptions
            {
                Worker = worker,
                Slots = count,
                Filter = filter,
                UntilDone = parse.GetValue(untilDone),
                Breakers = await BreakersAsync(store, reference, context),
                ClassesOf = TrainerKnowledge.Facts.ClassesOf,
            }, new LogObserver(context.Screen), context.Time);
            using (context.PostponeStop())
                return Explain(await pool.RunAsync(context.Stop), context);
        }));
        return command;
    }

    /// <summary>A worker for one sweep refuses before it begins what its engine cannot train; one that serves any sweep meets it as a
    /// failure.</summary>
    private static async Task CheckAsync(TrainingEngine engine, TrialFilter filter, ITrialReader store, CommandContext context)
    {
        if (filter.Sweep is null)
            return;
        foreach (var (setting, levels) in engine.Capabilities.Lacks)
        {
            var where = new Dictionary<string, IReadOnlyList<string>>(filter.Where);
            where[setting] = where.TryGetValue(setting, out var wanted) ? [.. wanted.Intersect(levels)] : levels;
            if (where[setting].Count == 0)
                continue;
            var open = filter with { Where = where, States = new HashSet<TrialState> { TrialState.Queued, TrialState.Running } };
            await foreach (var row in store.ReadTrialsAsync(open, MetricSelection.None, context.Stop))
                Training.Check(engine.Capabilities, [row.Trial]);
        }
    }

    private static int Explain(WorkSummary summary, CommandContext context)
    {
        context.Screen.WriteInfo($"{summary.Completed} completed, {summary.Diverged} diverged, "
            + $"{(summary.Pruned == 0 ? "" : $"{summary.Pruned} pruned, ")}{summary.Failed} failed, "
            + $"{summary.Cancelled} cancelled, {summary.Lost} lost.");
        switch (summary.Ending)
        {
            case WorkEnding.Stopped:
                return ExitCode.Interrupted;
            case WorkEnding.Quarantined:
                context.Screen.WriteError($"Quarantined: {summary.Reason}");
                return ExitCode.SomeTrialsFailed;
            case WorkEnding.Paused:
                context.Screen.WriteError($"Paused: {summary.Reason ?? "by hand"}");
                return ExitCode.SomeTrialsFailed;
            default:
                return summary.Failed == 0 ? ExitCode.AllComplete : ExitCode.SomeTrialsFailed;
        }
    }

    /// <summary>The breakers of the sweep's own spec when the worker serves one sweep, else the defaults.</summary>
    private static async Task<StopPlan> BreakersAsync(ITrialReader store, SweepReference reference, CommandContext context)
    {
        if (reference.Name is null)
            return new StopPlan();
        var status = await StoredSweeps.FindAsync(store, reference.Name, context.Stop);
        return SpecReader.Read(status.SpecText, TrainerVocabulary.Create()).Spec?.Stop ?? new StopPlan();
    }
}
