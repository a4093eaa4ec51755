using System.CommandLine;
using Sweep.Analysis.Names;
using Sweep.Client.Cluster;
using Sweep.Client.Cluster.Watching;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Statistics;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep watch SWEEP: a line whenever the counts change, until nothing is queued or running; with --cluster a line per event.
/// Reads only.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var command = new Command("watch", "Follow a sweep that workers elsewhere are training, until it is over.") { sweep };
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var target = options.Cluster.Read(parse);
            var reference = SweepReference.Parse(parse.GetValue(sweep), context.DatasetLocator);
            var connector = target is null ? null : context.CreateConnector(target, reference);
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            return connector is null
                ? await FollowAsync(store, reference.RequiredName, context)
                : await FollowAsync(store, connector, reference.RequiredName, context);
        }));
        return command;
    }

    private static async Task<int> FollowAsync(ITrialReader store, IClusterConnector connector, string sweep, CommandContext context)
    {
        var status = await StoredSweeps.FindAsync(store, sweep, context.Stop);
        var control = await connector.ConnectAsync(context.Stop); // ended by the watch
        var printer = new EventPrinter(context.Screen, context.Format, TrialLabels.FromSpec(status.SpecText));
        return await new ClusterWatch(store, connector, sweep, printer, context.Screen, new WatchTimes(), context.Time)
            .FollowAsync(status, control, context.Stop);
    }

    private static async Task<int> FollowAsync(ITrialReader store, string sweep, CommandContext context)
    {
        string said = "";
        while (true)
        {
            var status = await StoredSweeps.FindAsync(store, sweep, context.Stop);
            string line = SweepStatusText.Line(status);
            if (line != said)
                await context.Screen.Data.WriteLineAsync(said = line);
            if (status.IsOver || status.State == SweepState.Cancelled && status.Count(TrialState.Running) == 0)
                return ExitCode.ForSweep(status);
            await Task.Delay(Interval, context.Time, context.Stop);
        }
    }
}
