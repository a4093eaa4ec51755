using System.ComponentModel;
using System.Diagnostics;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Client.Page;
using Sweep.Client.Page.Sections;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>Starts the page of a store for a command.</summary>
internal static class PageRun
{
    /// <summary>Starts it.</summary>
    /// <param name="store">What it shows.</param>
    /// <param name="control">What it may change; null for nothing.</param>
    /// <param name="settings">Where, and for whom.</param>
    /// <param name="context">Of the command.</param>
    /// <exception cref="UserErrorException">The port cannot be had.</exception>
    public static async Task<PageServer> StartAsync(ITrialReader store, ITrialControl? control, PageSettings settings,
        CommandContext context)
    {
        IReadOnlyList<IPageSection> sections = control is null ? PageSections.All : [.. PageSections.All, new ControlSection(control)];
        try
        {
            return await PageServer.StartAsync(new PageContext(store, context.Time, control is not null), settings, sections, context.Stop);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            throw new UserErrorException($"The page cannot listen on {settings.Endpoint}: {error.Message} Another --port, or --port 0 for "
                + "any that is free, will do.");
        }
    }

    /// <summary>Starts it beside a run, which it ends with, and says where it is.</summary>
    /// <exception cref="UserErrorException">The port cannot be had.</exception>
    public static async Task<PageServer> StartBesideAsync(ITrialReader store, PageSettings settings, CommandContext context)
    {
        var server = await StartAsync(store, null, settings with { Report = context.Screen.WriteError }, context);
        context.Screen.WriteError($"The page of this run, which ends with it (`sweep ui --store {store.DisplayName}` shows it again):");
        context.Screen.WriteError(server.Address.AbsoluteUri);
        return server;
    }

    /// <summary>Shows it in the user's browser.</summary>
    public static void Open(PageServer server, Screen screen)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(server.CreateOpeningAddress().AbsoluteUri) { UseShellExecute = true });
        }
        catch (Win32Exception error)
        {
            screen.WriteError($"No browser could be opened ({error.Message}); open the address above yourself.");
        }
    }
}
