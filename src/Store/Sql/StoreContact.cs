namespace Sweep.Store.Sql;

/// <summary>Remembers when this process last came back to its store after an absence: what it could not renew then, others could not
/// either, so it leaves them time before it ends their leases. Thread-safe.</summary>
/// <param name="time">The clock; that of the wall, so that a machine that slept counts as absent.</param>
internal sealed class StoreContact(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset? answeredAt, returnedAt;

    /// <summary>How long without an answer makes an absence: a worker that is well hears from its store every few seconds.</summary>
    public static TimeSpan Absence { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the holders of leases may take to come back after an outage: longer than any pause between their attempts,
    /// connecting included.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long ago the last absence ended, zero if it ends with the call under way; null if there was none.</summary>
    public TimeSpan? SinceReturn
    {
        get
        {
            lock (gate)
            {
                var now = time.GetUtcNow();
                if (now - answeredAt > Absence)
                    return TimeSpan.Zero;
                return now - returnedAt is { } since && since >= TimeSpan.Zero ? since : null; // negative where the clock was set back
            }
        }
    }

    /// <summary>The store has answered.</summary>
    public void NoteAnswer()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - answeredAt > Absence)
                returnedAt = now;
            answeredAt = now;
        }
    }
}
