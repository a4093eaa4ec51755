using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>A leased trial in this process, from its claim until its ending is stored. Thread-safe.</summary>
internal sealed class Assignment(LeasedTrial leased, long claimedAt)
{
    private const long Never = long.MinValue;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new(); // never disposed: it has no timer, and a late heartbeat may still cancel it
    private List<EpochMetrics> unsent = [];
    private long begunAt = Never;
    private volatile bool isLost, isCancelRequested;
    private volatile AttemptResult? ending;
    private volatile EpochMetrics? lastEpoch;
    private volatile TrialOutcome.Pruned? pruned;

    public LeasedTrial Leased { get; } = leased;

    public Lease Lease => Leased.Lease;

    /// <summary>Timestamp of the claim.</summary>
    public long ClaimedAt { get; } = claimedAt;

    /// <summary>Asks the training to stop.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Timestamp of the moment when a slot began with it; null before.</summary>
    public long? BegunAt => Volatile.Read(ref begunAt) is var at && at == Never ? null : at;

    /// <summary>Metrics of the last epoch that ended; null before.</summary>
    public EpochMetrics? LastEpoch => lastEpoch;

    /// <summary>Whether the lease is known to be lost: nothing of it may be stored any more.</summary>
    public bool IsLost => isLost;

    /// <summary>Whether somebody asked to cancel the trial itself, as opposed to this process being told to leave.</summary>
    public bool IsCancelRequested => isCancelRequested;

    /// <summary>That the trial was given up by its sweep's pruning rule; null while it is not.</summary>
    public TrialOutcome.Pruned? Pruned => pruned;

    /// <summary>Metrics that were not taken to be stored yet.</summary>
    public IReadOnlyList<EpochMetrics> UnsentMetrics
    {
        get
        {
            lock (gate)
                return [.. unsent];
        }
    }

    /// <summary>Why a stop that nobody wanted for this trial's sake was asked for; for a training that stopped.</summary>
    public DropReason DropReason => isLost ? DropReason.LeaseLost : DropReason.GivenBack;

    /// <summary>The ending, once there is one.</summary>
    public AttemptResult? Ending { get => ending; set => ending = value; }

    /// <summary>What its program printed, shortened; null for nothing. Set before the ending.</summary>
    public string? Output { get; set; }

    /// <summary>Whether the store has taken the ending. For the loop that stores endings.</summary>
    public bool IsStored { get; set; }

    /// <summary>A slot begins with it.</summary>
    public void Begin(long timestamp) => Volatile.Write(ref begunAt, timestamp);

    public void Add(EpochMetrics metrics)
    {
        lock (gate)
            unsent.Add(metrics);
        lastEpoch = metrics;
    }

    /// <summary>Takes the metrics that were not stored yet.</summary>
    public IReadOnlyList<EpochMetrics> TakeMetrics()
    {
        lock (gate)
        {
            if (unsent.Count == 0)
                return [];
            var taken = unsent;
            unsent = [];
            return taken;
        }
    }

    public void LoseLease()
    {
        isLost = true;
        stop.Cancel();
    }

    public void RequestCancel()
    {
        isCancelRequested = true;
        stop.Cancel();
    }

    /// <summary>Its candidate was given up, here or elsewhere.</summary>
    /// <param name="epoch">After which epoch; 0 before the first has ended.</param>
    /// <param name="reason">Why.</param>
    public void Prune(int epoch, string reason)
    {
        pruned = new TrialOutcome.Pruned(epoch, reason);
        stop.Cancel();
    }

    /// <summary>How the training ended, given what its trainer says: a trial that was stopped because it was given up is pruned.</summary>
    public TrialOutcome Meant(TrialOutcome outcome) => outcome is TrialOutcome.Cancelled && pruned is { } meant ? meant : outcome;

    /// <summary>This process leaves: stop without blame.</summary>
    public void Interrupt() => stop.Cancel();
}

/// <summary>How an attempt ended in this process.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Duration">Time spent by the slot; of a slot that trained several at once, this trial's share.</param>
internal sealed record AttemptResult(TrialOutcome Outcome, TimeSpan Duration);
