using System.Globalization;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>How long sweeps will take, by how many of their trials have ended in the last ten minutes. Thread-safe.</summary>
/// <remarks>The first time that a sweep is shown, the store is asked how many attempts ended so far; where that takes long, as with many
/// attempts, the estimate comes when trials have ended while somebody looks.</remarks>
internal sealed class ProgressRates(ITrialReader store, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10), Patience = TimeSpan.FromSeconds(0.3);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<(DateTimeOffset At, double Over)>> seen = new(StringComparer.Ordinal);

    /// <summary>The time left of a sweep; null where it is not known or nothing runs.</summary>
    public async Task<TimeSpan?> RemainingAsync(SweepStatus status, CancellationToken cancellation)
    {
        if (status.Count(TrialState.Running) == 0)
            return null;
        var now = time.GetUtcNow();
        long over = StateBar.Over(status), left = status.Total - over;
        bool isFirst;
        lock (gate)
            isFirst = !seen.ContainsKey(status.Name);
        var before = isFirst ? await AskAsync(status.Name, now, over, cancellation).ConfigureAwait(false) : null;
        lock (gate)
        {
            if (!seen.TryGetValue(status.Name, out var notes))
                seen[status.Name] = notes = new Queue<(DateTimeOffset, double)>(before is { } known ? [known] : []);
            notes.Enqueue((now, over));
            while (notes.Count > 2 && now - notes.Peek().At > Window)
                notes.Dequeue();
            var (since, then) = notes.Peek();
            return over > then && now > since ? (now - since) * (left / (over - then)) : null;
        }
    }

    private async Task<(DateTimeOffset At, double Over)?> AskAsync(string sweep, DateTimeOffset now, long over,
        CancellationToken cancellation)
    {
        string from = (now - Window).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "+00";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            string name = sweep.Replace("'", "''", StringComparison.Ordinal);
            await foreach (var row in store.QueryAsync("select count(*), min(leased_at) from v_attempts where "
                + $"sweep = '{name}' and ended_at > '{from}' and outcome <> 'preempted'", patience.Token).Skip(1).ConfigureAwait(false))
            {
                if (row is [long ended, string first] && ended > 0 && DateTimeOffset.TryParse(first, CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal, out var begun))
                    return (begun < now - Window ? now - Window : begun, over - ended);
            }
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null; // what ends from now on is counted
        }
    }
}
