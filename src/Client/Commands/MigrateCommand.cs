using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep migrate: creates the store or upgrades its schema, and nothing else; for installations where workers may not.</summary>
internal static class MigrateCommand
{
    public static Command Create(SharedOptions options)
    {
        var command = new Command("migrate",
            "Create the store, or bring its schema to this program's version. Other commands do so too if their user may.");
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            await using var store = await context.OpenStoreAsync(new SweepReference(null, null), StoreAccess.Write);
            context.Screen.WriteInfo($"The store {store.DisplayName} has the schema of this program.");
            return ExitCode.AllComplete;
        }));
        return command;
    }
}
