using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep backup FILE: a copy of a store that is a file, also while a run writes to it.</summary>
internal static class BackupCommand
{
    public static Command Create(SharedOptions options)
    {
        var file = new Argument<string>("file") { Description = "The file to make." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace the file if it exists." };
        var command = new Command("backup", "Copy the store into a file, also while a run writes to it; for SQLite.") { file, overwrite };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            string target = parse.GetRequiredValue(file);
            await context.BackUpStoreAsync(target, parse.GetValue(overwrite));
            context.Screen.WriteInfo($"{target} holds everything that was stored until now. `--store {target}` reads it.");
            return ExitCode.AllComplete;
        }));
        return command;
    }
}
