using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Completion;
using Sweep.Client.Output;

namespace Sweep.Client.Commands;

/// <summary>sweep completion SHELL: the script by which a shell completes this program's commands.</summary>
internal static class CompletionCommand
{
    public static Command Create(SharedOptions options)
    {
        var command = new Command("completion", "Print the script that completes commands in your shell.");
        foreach (string shell in CompletionScript.Shells)
        {
            var sub = new Command(shell, $"Completion for {shell}; the script's head says how to load it.");
            sub.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
            {
                await context.Screen.Data.WriteAsync(CompletionScript.Read(shell));
                return ExitCode.AllComplete;
            }));
            command.Add(sub);
        }
        return command;
    }
}
