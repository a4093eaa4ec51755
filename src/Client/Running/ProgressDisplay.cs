using Spectre.Console;
using Sweep.Client.Output;

namespace Sweep.Client.Running;

/// <summary>Shows progress while work goes on: a refreshing block on a terminal that can redraw, plain lines at milestones elsewhere,
/// nothing with -q.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    public static async Task<T> WhileAsync<T>(Task<T> work, SweepProgress progress, Screen screen, TimeProvider time)
    {
        if (screen.IsQuiet)
            return await work;
        if (screen.Messages.Profile.Capabilities.Interactive)
            await ShowBlockAsync(work, progress, screen, time);
        else
            await ShowLinesAsync(work, progress, screen, time);
        return await work;
    }

    private static Task ShowBlockAsync(Task work, SweepProgress progress, Screen screen, TimeProvider time) =>
        screen.Messages.Live(VisibleText.Escape(ProgressBlock.Render(progress.Read()))).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                await Task.WhenAny(work, Task.Delay(Refresh, time));
                live.UpdateTarget(VisibleText.Escape(ProgressBlock.Render(progress.Read())));
            }
        });

    private static async Task ShowLinesAsync(Task work, SweepProgress progress, Screen screen, TimeProvider time)
    {
        long saidAt = time.GetTimestamp();
        int saidTenth = -1;
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Refresh, time));
            var now = progress.Read();
            int tenth = now.Total == 0 ? 10 : checked((int)(10 * now.Done / now.Total));
            if (tenth == saidTenth && time.GetElapsedTime(saidAt) < LongestSilence)
                continue;
            screen.Messages.WriteLine(ProgressBlock.Line(now));
            (saidTenth, saidAt) = (tenth, time.GetTimestamp());
        }
    }
}
