using Sweep.Analysis.Names;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Control;

/// <summary>Pauses, resumes, cancels and retries sweeps of a store, and says in sentences what came of it: what a change does not reach is
/// said, too.</summary>
/// <param name="reader">Reads the store.</param>
/// <param name="store">Changes it.</param>
/// <param name="time">Clock.</param>
internal sealed class SweepControl(ITrialReader reader, ITrialControl store, TimeProvider time)
{
    /// <summary>Claims nothing new of a sweep; what runs, ends.</summary>
    /// <exception cref="Sweep.Analysis.QuestionException">There is no such sweep.</exception>
    public Task<IReadOnlyList<string>> PauseAsync(string sweep, string reason, CancellationToken cancellation) =>
        SetAsync(sweep, SweepState.Paused, reason, $"{sweep} is paused.", cancellation);

    /// <summary>Lets a sweep be worked on again.</summary>
    /// <exception cref="Sweep.Analysis.QuestionException">There is no such sweep.</exception>
    public Task<IReadOnlyList<string>> ResumeAsync(string sweep, CancellationToken cancellation) =>
        SetAsync(sweep, SweepState.Active, null, $"{sweep} is active.", cancellation);

    /// <summary>Stops a sweep, or the trials that match; finished results stay.</summary>
    /// <param name="filter">Names the sweep; with nothing else, all of it is meant.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<string>> CancelAsync(TrialFilter filter, string reason, CancellationToken cancellation)
    {
        var shared = await store.ReadSharedAsync(filter, cancellation);
        if (IsWhole(filter))
            await store.SetSweepStateAsync(filter.Sweep!, SweepState.Cancelled, reason, cancellation);
        int count = await store.CancelAsync(filter, cancellation);
        return [Cancelled(count, filter), .. TrialNotes.Kept(shared), .. await LeasesAsync(filter, cancellation)];
    }

    /// <summary>Queues failed and cancelled trials that match again.</summary>
    /// <param name="filter">Names the sweep.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="Sweep.Analysis.QuestionException">There is no such sweep.</exception>
    public async Task<IReadOnlyList<string>> RetryAsync(TrialFilter filter, CancellationToken cancellation)
    {
        var status = await StoredSweeps.FindAsync(reader, filter.Sweep!, cancellation);
        var said = new List<string> { $"{await store.RetryAsync(filter, cancellation)} trials queued again." };
        if (filter.States.Contains(TrialState.Running))
            said.Add($"{await store.FreeAsync(filter, cancellation)} trials taken from their workers and queued again.");
        said.AddRange(await LeasesAsync(filter with { States = new HashSet<TrialState> { TrialState.Running } }, cancellation));
        if (status.State != SweepState.Active)
            said.Add($"{status.Name} is {SweepStatusText.Describe(status)}: nothing of it is begun before `sweep resume {status.Name}`.");
        return said;
    }

    /// <summary>What the store says about a state that was set: by <see cref="PauseAsync"/>, or by a cluster's coordinator.</summary>
    public async Task<IReadOnlyList<string>> ExplainAsync(string sweep, SweepState state, CancellationToken cancellation)
    {
        var filter = new TrialFilter { Sweep = sweep };
        var said = new List<string>();
        if (state == SweepState.Paused)
        {
            said.AddRange((await store.ReadSharedAsync(filter, cancellation)).Select(shared =>
                $"{shared.Waiting + shared.Running} of its trials are wanted by {shared.Sweep}, too; there they go on as before."));
        }
        else if ((await StoredSweeps.FindAsync(reader, sweep, cancellation)).Count(TrialState.Cancelled) is > 0 and var cancelled)
        {
            said.Add($"{cancelled} of its trials stay cancelled; `sweep retry {sweep}` queues them again.");
        }
        return [.. said, .. await LeasesAsync(filter, cancellation)];
    }

    /// <summary>How many trials were cancelled, and what undoes it.</summary>
    public static string Cancelled(int count, TrialFilter filter) => $"{count} trials cancelled or asked to stop."
        + (IsWhole(filter) ? $" `sweep resume {filter.Sweep}` and `sweep retry {filter.Sweep}` undo it." : "");

    /// <summary>Whether a filter means a whole sweep.</summary>
    public static bool IsWhole(TrialFilter filter) => filter.Where.Count == 0 && filter.States.Count == 0 && filter.Ids.Count == 0;

    private Task<IReadOnlyList<string>> LeasesAsync(TrialFilter filter, CancellationToken cancellation) =>
        TrialNotes.LeasesAsync(store, filter, time, cancellation);

    private async Task<IReadOnlyList<string>> SetAsync(string sweep, SweepState state, string? reason, string done,
        CancellationToken cancellation)
    {
        await StoredSweeps.FindAsync(reader, sweep, cancellation);
        await store.SetSweepStateAsync(sweep, state, reason, cancellation);
        return [done, .. await ExplainAsync(sweep, state, cancellation)];
    }
}
