using System.CommandLine;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Commands;

/// <summary>sweep watch SWEEP: a line whenever the counts change, until nothing is queued or running; reads only.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Command Create(SharedOptions options)
    {
        var sweep = new Argument<string>("sweep") { Description = "The sweep's name or spec file." };
        var command = new Command("watch", "Follow a sweep that workers elsewhere are training, until it is over.") { sweep };
        command.SetAction(parse => CommandContext.RunAsync(parse, options, async context =>
        {
            var reference = SweepReference.Parse(parse.GetValue(sweep));
            await using var store = await context.OpenStoreAsync(reference, StoreAccess.Read);
            return await FollowAsync(store, reference.RequiredName, context);
        }));
        return command;
    }

    private static async Task<int> FollowAsync(ITrialStore store, string sweep, CommandContext context)
    {
        string said = "";
        while (true)
        {
            var status = (await store.ReadStatusAsync(sweep, context.Stop)).SingleOrDefault()
                ?? throw new UserErrorException($"The store {store.DisplayName} has no sweep named '{sweep}'.");
            string line = Line(status);
            if (line != said)
                await context.Screen.Data.WriteLineAsync(said = line);
            if (status.IsOver || status.State == SweepState.Cancelled && status.Count(TrialState.Running) == 0)
                return ForSweep(status);
            await Task.Delay(Interval, context.Time, context.Stop);
        }
    }

    /// <summary>The exit code that tells how a sweep ended.</summary>
    public static int ForSweep(SweepStatus status) =>
        status.Count(TrialState.Completed) + status.Count(TrialState.Diverged) == status.Total ? ExitCode.AllComplete : ExitCode.SomeTrialsFailed;

    private static string Line(SweepStatus status)
    {
        var counts = Enum.GetValues<TrialState>().Where(s => status.Count(s) > 0).Select(s => $"{status.Count(s)} {s.ToString().ToLowerInvariant()}");
        return $"{status.Name}: {StatusCommand.Describe(status)}, {string.Join(", ", counts)} of {status.Total}";
    }
}
