using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Page;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep ui: serves a page over the store until it is interrupted.</summary>
internal static class UiCommand
{
    public static Command Create(SharedOptions options)
    {
        var ui = new UiOptions();
        var command = new Command("ui", "Serve a page with the sweeps of the store, for a browser (docs/page.md).");
        ui.AddTo(command);
        command.SetAction(parse => CommandContext.RunAsync(parse, options, context => RunAsync(ui, parse, context)));
        return command;
    }

    private static async Task<int> RunAsync(UiOptions options, ParseResult parse, CommandContext context)
    {
        var settings = options.Read(parse, Environment.GetEnvironmentVariable) with { Report = context.Screen.WriteError };
        bool hasControl = parse.GetValue(options.Control);
        await using var store = await context.OpenStoreAsync(new SweepReference(null, null),
            hasControl ? StoreAccess.Write : StoreAccess.Read);
        using var postponed = context.PostponeStop(); // browsers get the last state
        await using var server = await PageRun.StartAsync(store, hasControl ? store : null, settings, context);
        await context.Screen.Data.WriteLineAsync(server.Address.AbsoluteUri);
        await context.Screen.Data.FlushAsync(context.Stop);
        context.Screen.WriteInfo("Ctrl-C ends it.");
        if (parse.GetValue(options.Open))
            PageRun.Open(server, context.Screen);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, context.Stop);
        }
        catch (OperationCanceledException)
        {
            // Asked to end: that is how this command does.
        }
        return ExitCode.AllComplete;
    }
}
