using System.Runtime.CompilerServices;
using Sweep.Store;

namespace Sweep.Client.Page.Live;

/// <summary>Notices changes of a store by asking it once a second, for all browsers together and only while one of them follows.</summary>
/// <remarks>What is asked for are the counts that the store maintains, which take the same time for any number of trials. The epochs of
/// running trials are not among them: a sweep of which trials run counts as changed every five seconds. Thread-safe.</remarks>
internal sealed class StoreWatch(ITrialReader store, TimeProvider time) : IAsyncDisposable
{
    private const int MaxSilentSeconds = 15; // proxies close what is silent for a minute
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), Beat = TimeSpan.FromSeconds(5),
        LastPatience = TimeSpan.FromSeconds(2);

    private readonly string start = Guid.NewGuid().ToString("n")[..8];
    private readonly Lock gate = new();
    private readonly CancellationTokenSource disposal = new();
    private readonly Dictionary<string, (string State, long Version)> sweeps = [];
    private TaskCompletionSource next = New();
    private CancellationTokenSource? polling;
    private Task poll = Task.CompletedTask;
    private string workers = "";
    private string? trouble;
    private int followers;
    private long version;
    private bool hasAnswered, isEnding;

    /// <summary>The state that is known now; what is read after it has been asked for is at least as new.</summary>
    public string Version
    {
        get
        {
            lock (gate)
                return Name(version);
        }
    }

    /// <summary>How many follow.</summary>
    public int Followers
    {
        get
        {
            lock (gate)
                return followers;
        }
    }

    /// <summary>Tells of changes until the server ends or the caller stops.</summary>
    /// <param name="sweep">Only changes of this sweep; null for any change.</param>
    /// <param name="since">The version that the browser shows; of another start of the server, or null, it is outdated.</param>
    /// <param name="cancellation">Stops it.</param>
    public async IAsyncEnumerable<LiveEvent> FollowAsync(string? sweep, string? since,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        long shown = since?.Split('-') is [var from, var number] && from == start && long.TryParse(number, out long known) ? known : -1;
        string? told = null;
        bool isTold = false;
        Begin();
        try
        {
            while (true)
            {
                var (changed, now, problem, answered, ends, change) = Read(sweep);
                if (answered && (!isTold || problem != told))
                    yield return new LiveEvent(problem is null ? LiveKind.Here : LiveKind.Away, Name(now), problem ?? "");
                (isTold, told) = (answered, problem);
                if (answered && problem is null && changed > shown)
                {
                    shown = now;
                    yield return new LiveEvent(LiveKind.Change, Name(now), "");
                }
                if (ends)
                {
                    yield return new LiveEvent(LiveKind.End, Name(now), "");
                    yield break;
                }
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                var silence = Task.Delay(TimeSpan.FromSeconds(MaxSilentSeconds), time, waiting.Token);
                if (await Task.WhenAny(change, silence).ConfigureAwait(false) == silence)
                {
                    cancellation.ThrowIfCancellationRequested();
                    yield return new LiveEvent(LiveKind.Quiet, Name(now), "");
                }
                await waiting.CancelAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Looks a last time, unless the store takes longer than two seconds, and tells all followers that it is over.</summary>
    public async Task EndAsync()
    {
        if (Followers > 0)
        {
            using var patience = new CancellationTokenSource(LastPatience, time);
            await PollAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        lock (gate)
            (isEnding, hasAnswered) = (true, true);
        Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await disposal.CancelAsync().ConfigureAwait(false);
        await poll.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        disposal.Dispose();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Name(long number) => $"{start}-{number}";

    private (long Changed, long Now, string? Trouble, bool HasAnswered, bool Ends, Task Next) Read(string? sweep)
    {
        lock (gate)
        {
            long changed = sweep is null ? version : sweeps.TryGetValue(sweep, out var known) ? known.Version : 0;
            return (changed, version, trouble, hasAnswered, isEnding, next.Task);
        }
    }

    private void Begin()
    {
        lock (gate)
        {
            if (++followers > 1)
                return;
            polling = CancellationTokenSource.CreateLinkedTokenSource(disposal.Token);
            poll = RunAsync(poll, polling.Token);
        }
    }

    private void End()
    {
        lock (gate)
        {
            if (--followers == 0)
                polling!.Cancel();
        }
    }

    private async Task RunAsync(Task former, CancellationToken cancellation)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        while (!cancellation.IsCancellationRequested)
        {
            await PollAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(Interval, time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        try
        {
            var statuses = await store.ReadStatusAsync(null, cancellation).ConfigureAwait(false);
            var seen = await store.ReadWorkersAsync(cancellation).ConfigureAwait(false);
            if (Note(statuses, seen))
                Tell();
        }
        catch (Exception error) when (error is not OperationCanceledException) // told to whoever follows, and asked again
        {
            lock (gate)
                (trouble, hasAnswered) = (error.Message, true);
            Tell();
        }
    }

    private bool Note(IReadOnlyList<SweepStatus> statuses, IReadOnlyList<WorkerStatus> seen)
    {
        long beat = time.GetUtcNow().Ticks / Beat.Ticks;
        lock (gate)
        {
            bool wasAway = trouble is not null || !hasAnswered;
            (trouble, hasAnswered) = (null, true);
            long now = version + 1;
            bool hasChanged = false;
            foreach (string gone in sweeps.Keys.Except(statuses.Select(s => s.Name)).ToArray())
                hasChanged |= sweeps.Remove(gone);
            foreach (var status in statuses)
            {
                string state = Describe(status, beat);
                if (sweeps.TryGetValue(status.Name, out var known) && known.State == state)
                    continue;
                sweeps[status.Name] = (state, now);
                hasChanged = true;
            }
            string present = string.Join('\n', seen.Select(w => $"{w.Worker} {w.Running} {w.QuarantineReason}"));
            hasChanged |= present != workers;
            workers = present;
            if (hasChanged)
                version = now;
            return hasChanged || wasAway;
        }
    }

    private static string Describe(SweepStatus status, long beat) => string.Join(' ',
        status.Counts.OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}").Append(status.PlanHash.Value).Append($"{status.State}")
            .Append($"{status.IsLookDue}").Append(status.StateReason ?? "").Append($"{(status.Count(TrialState.Running) > 0 ? beat : 0)}"));

    private void Tell()
    {
        TaskCompletionSource told;
        lock (gate)
        {
            told = next;
            next = New();
        }
        told.TrySetResult();
    }
}
