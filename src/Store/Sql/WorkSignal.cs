namespace Sweep.Store.Sql;

/// <summary>Tells waiting workers of this process that trials may have become claimable. What is raised between an empty claim and the wait
/// is not lost.</summary>
internal sealed class WorkSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource raised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version;
    private long emptyAt = -1;   // the newest version that an empty claim, or who was woken by it, has seen

    /// <summary>Counts the raises; read it before a claim.</summary>
    public long Version
    {
        get
        {
            lock (gate)
                return version;
        }
    }

    /// <summary>Wakes all that wait.</summary>
    public void Raise()
    {
        TaskCompletionSource former;
        lock (gate)
        {
            version++;
            former = raised;
            raised = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        former.SetResult();
    }

    /// <summary>Notes that a claim begun at a version found nothing.</summary>
    public void NoteEmptyClaim(long versionBefore)
    {
        lock (gate)
            emptyAt = Math.Max(emptyAt, versionBefore);
    }

    /// <summary>Completes at the next raise, or at once when there was one since the last empty claim; but once only for each, for the one
    /// who waits may not be the one who claims (a silo waits, its coordinator claims elsewhere), and must not spin.</summary>
    public Task NextAsync()
    {
        lock (gate)
        {
            if (emptyAt < 0 || version == emptyAt)
                return raised.Task;
            emptyAt = version;
            return Task.CompletedTask;
        }
    }
}
