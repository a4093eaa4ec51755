using System.Runtime.CompilerServices;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Cluster.Watching;

/// <summary>Follows a sweep through its coordinator's events until the store says that it is over.</summary>
/// <remarks>
/// <para>The store is the truth: it tells when the sweep is over, and what ended while nobody listened. Each event is shown once, whatever
/// was lost on the way: the coordinator, its silo, the gateway, the connection.</para>
/// <para>Failure modes: a cluster or store that is away is tried again until patience ends, and then reported as unreachable.</para>
/// </remarks>
internal sealed class ClusterWatch(ITrialReader store, IClusterConnector connector, string sweep, EventPrinter printer, Screen screen,
    WatchTimes times, TimeProvider time)
{
    private const int RememberedToShow = 10; // of what had happened before this watch began

    private readonly ShownEvents shown = new();
    private EventPosition position = EventPosition.Start;
    private bool hasBegun;
    private string saidWord = "", saidLine = "";
    private long saidAt, lookedAt;
    private long? troubleSince;

    /// <summary>Follows the sweep.</summary>
    /// <param name="status">Where it stands.</param>
    /// <param name="first">A connection that stands already; ended here.</param>
    /// <param name="stop">Ends the watching.</param>
    /// <returns>The exit code that tells how the sweep ended.</returns>
    /// <exception cref="ClusterUnavailableException">The cluster stayed away.</exception>
    /// <exception cref="StoreUnavailableException">The store stayed away.</exception>
    public async Task<int> FollowAsync(SweepStatus status, IClusterControl first, CancellationToken stop)
    {
        IClusterControl? control = first;
        try
        {
            WriteStatus(status);
            await foreach (var ended in ReadEndedAsync(stop))
                shown.Admit(ended);
            while (!IsOver(status))
            {
                try
                {
                    if (control is null)
                    {
                        status = await LookAsync(status, stop); // workers of other kinds may have ended the sweep meanwhile
                        if (IsOver(status))
                            break;
                        control = await connector.ConnectAsync(stop);
                    }
                    status = await ListenAsync(control, status, stop);
                }
                catch (Exception error) when (error is ClusterUnavailableException or StoreUnavailableException)
                {
                    Note(error);
                    if (control is not null)
                        await control.DisposeAsync();
                    control = null;
                }
                if (!IsOver(status))
                    await Task.Delay(times.RetryInterval, time, stop);
            }
            await ShowMissedAsync(new HashSet<Lease>(), stop);
            WriteStatus(status, isLast: true);
            return ExitCode.ForSweep(status);
        }
        finally
        {
            if (control is not null)
                await control.DisposeAsync();
        }
    }

    /// <summary>Shows what one connection tells, until the sweep is over or the connection breaks.</summary>
    private async Task<SweepStatus> ListenAsync(IClusterControl control, SweepStatus status, CancellationToken stop)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var batches = control.WatchAsync(sweep, position, leave.Token).GetAsyncEnumerator(leave.Token);
        Task<bool> next = batches.MoveNextAsync().AsTask();
        Task tick = Task.Delay(times.StatusInterval, time, leave.Token);
        long? overAt = null;
        try
        {
            while (true)
            {
                await Task.WhenAny(next, tick);
                stop.ThrowIfCancellationRequested();
                if (next.IsCompleted)
                {
                    if (!await next)
                        return status; // the coordinator leaves; the next one is found through the same connection
                    await TakeAsync(batches.Current, stop);
                    next = batches.MoveNextAsync().AsTask();
                }
                if (tick.IsCompleted)
                    tick = Task.Delay(times.StatusInterval, time, leave.Token);
                if (overAt is null)
                {
                    status = await LookAsync(status, stop);
                    if (IsOver(status))
                        overAt = time.GetTimestamp();
                }
                // The last events may be on their way when the store has their results.
                if (overAt is { } since && (shown.RunningCount == 0 || time.GetElapsedTime(since) >= times.Farewell))
                    return status;
            }
        }
        finally
        {
            await leave.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its error, if any, has led here
            await batches.DisposeAsync();
        }
    }

    private async Task TakeAsync(ClusterEvents batch, CancellationToken stop)
    {
        if (troubleSince is not null)
        {
            troubleSince = null;
            screen.WriteError("The cluster answers again.");
        }
        if (batch.HasGap && hasBegun)
            await ShowMissedAsync(batch.Events.OfType<ClusterEvent.Ended>().Select(e => e.Lease).ToHashSet(), stop);
        position = batch.Position;
        var news = batch.Events.Where(shown.Admit).ToArray();
        // What is remembered from before this watch is told in short.
        foreach (var happened in hasBegun ? news : batch.Events.TakeLast(RememberedToShow))
            Show(happened);
        hasBegun = true;
    }

    /// <summary>Reads from the store what ended unseen.</summary>
    /// <param name="about">Attempts whose events are at hand.</param>
    /// <param name="stop">Ends the reading.</param>
    private async Task ShowMissedAsync(IReadOnlySet<Lease> about, CancellationToken stop)
    {
        var missed = new List<ClusterEvent>();
        await foreach (var ended in ReadEndedAsync(stop))
        {
            if (!about.Contains(ended.Lease) && shown.Admit(ended))
                missed.Add(ended);
        }
        if (missed.Count > 0)
            screen.WriteInfo($"{missed.Count} trials ended without a word from the cluster; the store has them:");
        foreach (var ended in missed)
            Show(ended);
    }

    /// <summary>Shows an event, and before the first of each attempt that it started: that event may have been cut off above, or lost with
    /// a coordinator.</summary>
    private void Show(ClusterEvent happened)
    {
        if (shown.Begin(happened.Lease) && happened is not ClusterEvent.Started)
            printer.Write(new ClusterEvent.Started(happened.Lease, happened.Worker, happened.Levels));
        printer.Write(happened);
    }

    /// <summary>What has ended by the store; trials that never ran, such as cancelled ones of the queue, are counted elsewhere.</summary>
    private async IAsyncEnumerable<ClusterEvent.Ended> ReadEndedAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var filter = new TrialFilter
        {
            Sweep = sweep,
            States = new HashSet<TrialState>
            {
                TrialState.Completed, TrialState.Diverged, TrialState.Pruned, TrialState.Failed, TrialState.Cancelled,
            },
        };
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, stop))
        {
            if (row.Attempts > 0)
                yield return ClusterEvent.Ended.From(row);
        }
    }

    private async Task<SweepStatus> LookAsync(SweepStatus last, CancellationToken stop)
    {
        if (time.GetElapsedTime(lookedAt) < times.StatusInterval)
            return last;
        lookedAt = time.GetTimestamp();
        var status = (await store.ReadStatusAsync(sweep, stop)).SingleOrDefault() ?? last;
        WriteStatus(status);
        return status;
    }

    private static bool IsOver(SweepStatus status) =>
        status.IsOver || (status.State == SweepState.Cancelled && status.Count(TrialState.Running) == 0);

    /// <summary>A line at the beginning, when the sweep's state changes, when counts have changed for a while, and at the end.</summary>
    private void WriteStatus(SweepStatus status, bool isLast = false)
    {
        if (IsOver(status) && !isLast)
            return; // what it ended with is told first
        string word = SweepStatusText.Describe(status), line = SweepStatusText.Line(status);
        bool isDue = isLast || word != saidWord || time.GetElapsedTime(saidAt) >= times.CountsInterval;
        if (!isDue || line == saidLine)
            return;
        printer.Status(line);
        (saidWord, saidLine, saidAt) = (word, line, time.GetTimestamp());
    }

    private void Note(Exception error)
    {
        if (troubleSince is not { } since)
        {
            troubleSince = time.GetTimestamp();
            string reason = error is ClusterUnavailableException cluster ? cluster.Reason : error.Message;
            screen.WriteError($"{reason} Trying again for {times.Patience.TotalMinutes:0} minutes.");
            return;
        }
        if (time.GetElapsedTime(since) < times.Patience)
            return;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }
}
