using System.CommandLine;
using Sweep.Analysis;
using Sweep.Analysis.Questions;
using Sweep.Client.CommandLine;
using Sweep.Client.Compare;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Client.Page;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Client.Commands;

/// <summary>sweep run SPEC: plan, train here, compare. Run again it continues; when everything is done it only compares. Several specs run
/// one after another and end with a line each.</summary>
internal static class RunCommand
{
    public static Command Create(SharedOptions options)
    {
        var specs = new Argument<string[]>("spec")
        {
            Description = "The spec file; or several, or folders of them, that run one after another and end with a line each.",
            Arity = ArgumentArity.OneOrMore,
        };
        var ui = new Option<bool>("--ui")
        {
            Description = "Serve a page while the run goes, for a browser on this machine (docs/page.md). Its address is printed first.",
        };
        var command = new Command("run", "Train a spec on this machine and compare; the same command continues after an interruption.")
        {
            specs, options.Where, ui,
        };
        options.Engine.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, context =>
        {
            string[] named = parse.GetRequiredValue(specs);
            var page = parse.GetValue(ui) ? UiOptions.ForRun(Environment.GetEnvironmentVariable) : null;
            if (named is not [var path] || Directory.Exists(path))
                return RunAllAsync(SpecFile.Find(named), page, parse, options, context);
            return RunAsync(path, Read(path, parse, options, context), page, parse, options, context,
                view => CompareCommand.ShowAsync(view, context));
        }));
        return command;
    }

    private static async Task<int> RunAllAsync(IReadOnlyList<string> paths, PageSettings? page, ParseResult parse, SharedOptions options,
        CommandContext context)
    {
        var ends = new List<RunEnd>();
        var failures = new List<(string Spec, Exception Error)>();
        foreach (string path in paths)
        {
            context.Screen.WriteInfo($"{ends.Count + 1} of {paths.Count}: {path}");
            long start = context.Time.GetTimestamp();
            string name = path, verdicts = "nothing was compared";
            int code;
            try
            {
                var plan = Read(path, parse, options, context);
                name = plan.Name;
                code = await RunAsync(path, plan, page, parse, options, context, view =>
                {
                    verdicts = VerdictText.InShort(view);
                    return Task.CompletedTask;
                });
            }
            catch (Exception error) when (error is not (OutputException or OperationCanceledException))
            {
                failures.Add((path, error));
                (code, verdicts) = (CommandFailure.From(error).Code, "told below");
            }
            ends.Add(new RunEnd(path, name, context.Time.GetElapsedTime(start), code, verdicts));
            if (code == ExitCode.Interrupted)
                break;
        }
        await RunEnd.WriteAsync(ends, context.Format, context.Screen);
        foreach (var (spec, error) in failures)
            context.Tell(error, spec);
        return ends.Max(e => e.ExitCode);
    }

    private static SweepPlan Read(string path, ParseResult parse, SharedOptions options, CommandContext context) =>
        SpecFile.Read(path, forTraining: true, context.DatasetLocator,
            Training.CapabilitiesFor(options.Engine.Read(parse), options.ReadFilter(parse, null))).ToPlan();

    private static async Task<int> RunAsync(string path, SweepPlan plan, PageSettings? page, ParseResult parse, SharedOptions options,
        CommandContext context, Func<ComparisonView, Task> answer)
    {
        var filter = options.ReadFilter(parse, plan.Name);
        FilterCheck.Check(plan, filter);
        var reference = new SweepReference(plan.Name, path);
        var loader = Training.CreateLoader(context);
        using var engine = await Training.CreateEngineAsync(options.Engine.Read(parse),
            options.Engine.ReadCheckpoints(parse, context.LocateStore(reference)), loader, context);
        Training.Check(engine.Capabilities, plan, filter);
        await using var store = await context.OpenStoreAsync(reference, StoreAccess.Write);
        await SubmitCommand.SubmitAsync(plan, store, context);
        await ResumeAsync(store, plan, context);
        await using var server = page is null ? null : await PageRun.StartBesideAsync(store, page, context);

        int code = await TrainAsync(plan, filter, parse.GetValue(options.Engine.Slots)
            ?? engine.DefaultSlots, engine, store, context);
        if ((code is ExitCode.AllComplete or ExitCode.SomeTrialsFailed) && plan.Comparison is not null)
            await CompareAsync(store, plan, filter, context, answer);
        return code;
    }

    /// <summary>A part selected by --where may hold nothing to compare: that is no mistake of a command that trains.</summary>
    private static async Task CompareAsync(ITrialReader store, SweepPlan plan, TrialFilter filter, CommandContext context,
        Func<ComparisonView, Task> answer)
    {
        ComparisonView view;
        try
        {
            view = await CompareCommand.AnswerAsync(store, plan.Name, filter.Where, context);
        }
        catch (QuestionException error) when (filter.Where.Count > 0)
        {
            context.Screen.WriteInfo($"Not compared: {error.Message}");
            return;
        }
        await answer(view);
    }

    /// <summary>Somebody who runs a sweep again wants it to go on, whatever stopped it before.</summary>
    private static async Task ResumeAsync(ITrialStore store, SweepPlan plan, CommandContext context)
    {
        var status = (await store.ReadStatusAsync(plan.Name, context.Stop)).Single();
        if (status.State == SweepState.Active)
            return;
        context.Screen.WriteInfo($"{plan.Name} was {SweepStatusText.Describe(status)} ({status.StateReason ?? "by hand"}); it goes on.");
        await store.SetSweepStateAsync(plan.Name, SweepState.Active, null, context.Stop);
    }

    private static async Task<int> TrainAsync(SweepPlan plan, TrialFilter filter, int slots, TrainingEngine engine, ITrialStore store,
        CommandContext context)
    {
        var (total, over, datasets) = await CountAsync(store, filter, context.Stop);
        if (over < total)
        {
            await Training.EnsureDatasetsAsync(datasets, context);
            if (engine.Trainer.Name != EngineChoice.Cpu)
                context.Screen.WriteInfo($"Training by {engine.Description}.");
            var progress = new SweepProgress([.. plan.Factors.Select(f => f.Name)], plan.Comparison, plan.Name, total, over, context.Time);
            var pool = new WorkerPool(store, engine.Trainer, new WorkerOptions
            {
                Worker = Training.Register(engine),
                Slots = Math.Min(slots, checked((int)Math.Min(int.MaxValue, total - over))),
                Filter = filter,
                UntilDone = true,
                Breakers = plan.Stop,
                ClassesOf = TrainerKnowledge.Facts.ClassesOf,
            }, new ProgressObserver(progress, context.Screen), context.Time);
            WorkSummary summary;
            using (context.PostponeStop())
                summary = await ProgressDisplay.WhileAsync(pool.RunAsync(context.Stop), progress, context.Screen, context.Time);
            if (summary.Ending != WorkEnding.Done)
                return Explain(summary, plan, context);
        }
        return await JudgeAsync(store, filter, context);
    }

    private static int Explain(WorkSummary summary, SweepPlan plan, CommandContext context)
    {
        switch (summary.Ending)
        {
            case WorkEnding.Stopped:
                context.Screen.WriteError("Interrupted; unfinished trials were given back. The same command continues.");
                return ExitCode.Interrupted;
            case WorkEnding.Quarantined:
                context.Screen.WriteError($"Stopped: {summary.Reason}");
                return ExitCode.SomeTrialsFailed;
            default:
                context.Screen.WriteError($"{plan.Name} is paused: {summary.Reason ?? "by hand"}. Fix the cause, `sweep retry "
                    + $"{plan.Name}`, and run it again.");
                return ExitCode.SomeTrialsFailed;
        }
    }

    private static async Task<int> JudgeAsync(ITrialReader store, TrialFilter filter, CommandContext context)
    {
        long bad = 0;
        var open = filter with { States = new HashSet<TrialState> { TrialState.Failed, TrialState.Cancelled } };
        await foreach (var row in store.ReadTrialsAsync(open, MetricSelection.None, context.Stop))
        {
            if (bad++ < 5)
                context.Screen.WriteError($"{row.State.ToString().ToLowerInvariant()}: {row.Trial.Id} {row.FailureMessage}");
        }
        if (bad == 0)
            return ExitCode.AllComplete;
        context.Screen.WriteError($"{bad} trials have no result. `sweep retry {filter.Sweep}` queues them again.");
        return ExitCode.SomeTrialsFailed;
    }

    private static async Task<(long Total, long Over, HashSet<SettingValue> Datasets)> CountAsync(ITrialReader store, TrialFilter filter,
        CancellationToken cancellation)
    {
        long total = 0, over = 0;
        var datasets = new HashSet<SettingValue>(); // of what is still to be trained
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, cancellation))
        {
            total++;
            if (row.State is TrialState.Unneeded or TrialState.Pruned)
                total--; // no part of the work any more
            else if (row.State is not (TrialState.Queued or TrialState.Running or TrialState.Held))
                over++;
            else if (row.Trial.Configuration.Settings.TryGetValue("dataset", out var dataset))
                datasets.Add(dataset);
        }
        return (total, over, datasets);
    }
}
