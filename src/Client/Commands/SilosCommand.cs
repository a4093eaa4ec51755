using System.CommandLine;
using Sweep.Client.Cluster;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep silos: the silos of a cluster, or, without --cluster, every worker that the store knows. Reads only.</summary>
internal static class SilosCommand
{
    public static Command Create(SharedOptions options)
    {
        var command = new Command("silos",
            "Show the silos of a cluster, their slots and health; without --cluster the workers that the store knows.");
        options.Cluster.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = new SweepReference(null, null);
            if (options.Cluster.Read(parse) is { } target)
                await ShowSilosAsync(target, reference, context);
            else
                await ShowWorkersAsync(reference, context);
            return ExitCode.AllComplete;
        }));
        return command;
    }

    private static async Task ShowSilosAsync(ClusterTarget target, SweepReference reference, CommandContext context)
    {
        await using var control = await context.ConnectAsync(target, reference);
        var silos = await control.ReadSilosAsync(context.Stop);
        await TabularWriter.WriteAsync(SiloTable.Create(silos, context.Format), context.Format, context.Screen, context.Stop);
    }

    private static async Task ShowWorkersAsync(SweepReference reference, CommandContext context)
    {
        await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
        var table = SiloTable.Create(await store.ReadWorkersAsync(context.Stop), context.Screen.IsVerbose, out int left);
        await TabularWriter.WriteAsync(table, context.Format, context.Screen, context.Stop);
        if (left > 0)
            context.Screen.WriteInfo($"{left} more were not seen for over an hour; -v shows them.");
    }
}
