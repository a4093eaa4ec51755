using Spectre.Console;
using Sweep.Client.CommandLine;
using Sweep.Client.Output;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Running;

/// <summary>status --failed: the trials without a result whose last ended attempt failed, why, and the end of what their programs
/// printed.</summary>
internal static class FailedTrials
{
    private const int MaxShown = 20, MaxLines = 12;

    private static readonly TabularColumn[] Columns =
    [
        new("sweep"), new("trial"), new("seed", true), new("state"), new("attempt", true), new("worker"), new("failureKind"),
        new("failureMessage"), new("endedAt"), new("output"),
    ];

    /// <summary>Shows those of a sweep, or of all: people see the first ones with their last lines, programs all with all output.</summary>
    public static async Task WriteAsync(ITrialReader store, string? sweep, CommandContext context)
    {
        var failed = new List<TrialRow>();
        var unfinished = new TrialFilter
        {
            Sweep = sweep,
            States = new HashSet<TrialState> { TrialState.Failed, TrialState.Queued, TrialState.Running },
        };
        await foreach (var row in store.ReadTrialsAsync(unfinished, MetricSelection.None, context.Stop))
        {
            if (row.FailureKind is not null)
                failed.Add(row);
        }
        if (context.Format != OutputFormat.Table)
        {
            await TabularWriter.WriteAsync(new Tabular(Columns, RowsAsync(store, failed, context.Stop)), context.Format, context.Screen,
                context.Stop);
            return;
        }
        if (failed.Count == 0)
            context.Screen.WriteInfo("No unfinished trial has failed.");
        foreach (var row in failed.Take(MaxShown))
            Show(row, await LastFailureAsync(store, row, context.Stop), context.Screen);
        if (failed.Count > MaxShown)
            context.Screen.WriteInfo($"{failed.Count - MaxShown} more; --format csv or json has all, with all output that was kept.");
    }

    private static void Show(TrialRow row, TrialAttempt? attempt, Screen screen)
    {
        var settings = row.Trial.Configuration.Settings.Where(s => s.Key != DeclaredTrainer.Setting)
            .Select(s => $"{s.Key}={s.Value.Label}").Append($"seed={row.Trial.Seed}");
        var console = screen.Console;
        console.WriteLine($"{row.Sweep}  {row.Trial.Id}  {string.Join(' ', settings)}");
        console.WriteLine($"  {row.State.ToString().ToLowerInvariant()}, attempt {attempt?.Attempt ?? row.Attempts} on "
            + $"{attempt?.Worker.Value ?? "-"}: {FailureText.Describe(row.FailureKind!.Value)}");
        console.WriteLine($"  {attempt?.FailureMessage ?? row.FailureMessage}");
        if (attempt?.Output is { } output)
        {
            string[] lines = output.TrimEnd('\n').Split('\n');
            if (lines.Length > MaxLines)
                console.WriteLine($"  | ... {lines.Length - MaxLines} lines before");
            foreach (string line in lines.TakeLast(MaxLines))
                console.WriteLine("  | " + line);
        }
        console.WriteLine();
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync(ITrialReader store, IEnumerable<TrialRow> failed,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var row in failed)
        {
            var attempt = await LastFailureAsync(store, row, cancellation);
            yield return
            [
                row.Sweep, row.Trial.Id.Value, row.Trial.Seed.Value, row.State.ToString().ToLowerInvariant(), attempt?.Attempt,
                attempt?.Worker.Value, attempt?.FailureKind?.ToString(), attempt?.FailureMessage, attempt?.EndedAt,
                attempt?.Output,
            ];
        }
    }

    private static async Task<TrialAttempt?> LastFailureAsync(ITrialReader store, TrialRow row, CancellationToken cancellation) =>
        (await store.ReadAttemptsAsync(row.Trial.Id, cancellation)).LastOrDefault(a => a.State == AttemptState.Failed);
}
