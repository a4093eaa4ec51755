using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Sweep.Client.CommandLine;
using Sweep.Client.Commands;
using Sweep.Client.Completion;
using Sweep.Client.Output;

namespace Sweep.Client;

/// <summary>The verbs of `sweep` and how a command line becomes an exit code.</summary>
internal static class SweepCommandLine
{
    public static RootCommand Create()
    {
        var options = new SharedOptions();
        var root = new RootCommand("Is A really better than B? Trains every combination of a spec and answers with a verdict.")
        {
            RunCommand.Create(options),
            PlanCommand.Create(options),
            SubmitCommand.Create(options),
            WorkerCommand.Create(options),
            StatusCommand.Create(options),
            WatchCommand.Create(options),
            CompareCommand.Create(options),
            ReportCommand.Create(options),
            UiCommand.Create(options),
            InspectCommand.Create(options),
            ExportCommand.Create(options),
            WeightsCommand.Create(options),
            QueryCommand.Create(options),
            StateCommands.CreatePause(options),
            StateCommands.CreateResume(options),
            StateCommands.CreateCancel(options),
            StateCommands.CreateRetry(options),
            SilosCommand.Create(options),
            ListCommand.Create(options),
            BackupCommand.Create(options),
            MigrateCommand.Create(options),
            DoctorCommand.Create(options),
            CompletionCommand.Create(options),
            options.Store,
            options.Data,
            options.Format,
            options.Quiet,
            options.Verbose,
        };
        OptionParsing.ApplyTo(root);
        Suggestions.AddTo(root, options);
        return root;
    }

    public static async Task<int> RunAsync(string[] arguments)
    {
        var parse = Create().Parse(ClusterOptions.Arrange(arguments));
        if (parse.Errors.Count > 0 && !Suggestions.IsAsked(parse))
        {
            foreach (var error in parse.Errors)
                await Console.Error.WriteLineAsync(VisibleText.Escape(error.Message));
            var path = new List<string>();
            for (var result = parse.CommandResult; result.Parent is CommandResult parent; result = parent)
                path.Insert(0, result.Command.Name + " ");
            await Console.Error.WriteLineAsync($"`sweep {string.Concat(path)}--help` shows what is possible.");
            return ExitCode.UsageOrSpecError;
        }
        // Ctrl-C is answered by StopSignal, so that a run can give its trials back before it ends.
        try
        {
            var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return await parse.InvokeAsync(configuration);
        }
        catch (OutputException error)
        {
            if (error.IsReaderGone)
                return ExitCode.ReaderGone;
            await Console.Error.WriteLineAsync(VisibleText.Escape(error.Message));
            return ExitCode.OutputLost;
        }
    }
}
