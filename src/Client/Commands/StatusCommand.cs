using System.CommandLine;
using Spectre.Console;
using Sweep.Analysis.Names;
using Sweep.Client.Cluster;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Running;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep status [SWEEP]: progress of one or all sweeps; reads only.</summary>
internal static class StatusCommand
{
    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string?>("sweep") { Description = "The sweep's name or spec file; all sweeps if absent.",
            Arity = ArgumentArity.ZeroOrOne };
        var looks = new Option<bool>("--looks") { Description =
            "Show instead the comparisons of a sweep with planned looks: which are open, what was decided, at which look." };
        var failed = new Option<bool>("--failed") { Description =
            "Show instead the trials that failed: why, and the end of what their programs printed." };
        var command = new Command("status", "Show the progress of sweeps.") { sweep, looks, failed };
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var target = options.Cluster.Read(parse);
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var connector = target is null ? null : context.CreateConnector(target, reference);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            var sweeps = reference.Name is { } name ? [await StoredSweeps.FindAsync(store, name, context.Stop)]
                : await store.ReadStatusAsync(null, context.Stop);
            if (parse.GetValue(looks))
            {
                await LookTable.WriteAsync(await store.ReadLooksAsync(reference.Name, onlyDue: false, context.Stop), reference.Name,
                    context);
                return ExitCode.AllComplete;
            }
            if (parse.GetValue(failed))
            {
                await FailedTrials.WriteAsync(store, reference.Name, context);
                return ExitCode.AllComplete;
            }
            if (connector is not null)
            {
                await ShowClusterAsync(connector, store, sweeps, reference, context);
                return ExitCode.AllComplete;
            }
            await TabularWriter.WriteAsync(Describe(sweeps, context.Format), context.Format, context.Screen, context.Stop);
            foreach (var status in sweeps)
                Explain(status, context.Screen);
            foreach (var planned in await store.ReadLooksAsync(reference.Name, onlyDue: false, context.Stop))
            {
                foreach (string line in LookText.Describe(planned))
                    context.Screen.WriteInfo(line);
            }
            if (reference.Name is not null)
                await ShowWorkersAsync(store, context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    /// <summary>The store's table, the silos, and the running trials.</summary>
    private static async Task ShowClusterAsync(IClusterConnector connector, ITrialReader store, IReadOnlyList<SweepStatus> sweeps,
        SweepReference reference, CommandContext context)
    {
        await using var control = await connector.ConnectAsync(context.Stop);
        var live = await ClusterStatus.ReadAsync(control, store, sweeps, reference.Name, context.Format, context.Stop);
        if (context.Format == OutputFormat.Json)
        {
            await TabularWriter.WriteJsonAsync([("sweeps", Describe(sweeps, context.Format)), ("silos", live.Silos),
                ("running", live.Running)], context.Screen.Data, context.Stop);
            return;
        }
        await TabularWriter.WriteAsync(Describe(sweeps, context.Format), context.Format, context.Screen, context.Stop);
        if (context.Format == OutputFormat.Csv)
        {
            context.Screen.WriteInfo("CSV has the sweeps only: --format json has the silos and the running trials, too.");
            return;
        }
        foreach (var table in new[] { live.Silos, live.Running })
        {
            context.Screen.Console.WriteLine();
            await TabularWriter.WriteAsync(table, context.Format, context.Screen, context.Stop);
        }
        foreach (var status in sweeps)
            Explain(status, context.Screen);
        foreach (string remark in live.Remarks)
            context.Screen.WriteInfo(remark);
    }

    /// <summary>A column per state; people are spared the states that nothing is in.</summary>
    private static Tabular Describe(IReadOnlyList<SweepStatus> sweeps, OutputFormat format)
    {
        var states = Enum.GetValues<TrialState>().Where(s => format != OutputFormat.Table || sweeps.Any(sweep => sweep.Count(s) > 0))
            .ToArray();
        TabularColumn[] columns = [new("sweep"), new("state"), new("total", true),
            .. states.Select(s => new TabularColumn(s.ToString().ToLowerInvariant(), true))];
        return Tabular.Create(columns, sweeps.Select(sweep => (IReadOnlyList<object?>)
            [sweep.Name, SweepStatusText.Describe(sweep), sweep.Total, .. states.Select(s => (object?)sweep.Count(s))]));
    }

    private static void Explain(SweepStatus status, Screen screen)
    {
        if (status.State == SweepState.Paused)
            screen.WriteInfo($"{status.Name} is paused: {status.StateReason?.TrimEnd('.') ?? "by hand"}. `sweep resume {status.Name}` "
                + "continues it.");
        bool isImported = ImportedSweeps.Find(status) is not null;
        foreach (var (kind, count) in status.FailuresByKind.OrderBy(f => f.Key))
            screen.WriteInfo($"{status.Name}: {count} failed by {FailureText.Describe(kind)}. `sweep status {status.Name} "
                + $"--failed` shows them{(isImported ? "" : $", `sweep retry {status.Name}` queues them again")}.");
    }

    private static async Task ShowWorkersAsync(ITrialReader store, CommandContext context)
    {
        var workers = await store.ReadWorkersAsync(context.Stop);
        foreach (var worker in workers.Where(w => w.Running > 0 || w.QuarantineReason is not null))
        {
            context.Screen.WriteInfo(worker.QuarantineReason is { } reason
                ? $"worker {worker.Worker} on {worker.Host}: quarantined ({reason})"
                : $"worker {worker.Worker} on {worker.Host}{Owner(worker)}: {worker.Running} running, "
                    + $"seen {worker.SinceSeen.TotalSeconds:0} s ago");
        }
    }

    private static string Owner(WorkerStatus worker) => worker.Owner is { } owner ? $" ({owner})" : "";
}
