using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>Names a worker: unique per process start and slot, such as "host-1234-a1b2c3/0".</summary>
/// <param name="Value">The name.</param>
public readonly record struct WorkerId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The right of one worker to run one attempt; (trial, attempt) fences every later call.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">From 1.</param>
public readonly record struct Lease(TrialId Trial, int Attempt);

/// <summary>Asks for trials.</summary>
/// <param name="Worker">Who will run them.</param>
/// <param name="MaxCount">At most so many.</param>
/// <param name="Duration">How long the leases hold without renewal.</param>
/// <param name="Filter">Restricts sweep, levels or ids; null for any active sweep. Its states are ignored.</param>
public sealed record ClaimRequest(WorkerId Worker, int MaxCount, TimeSpan Duration, TrialFilter? Filter = null);

/// <summary>A claimed trial.</summary>
/// <param name="Trial">What to train.</param>
/// <param name="Lease">The fencing token.</param>
/// <param name="Sweep">Name of the sweep it was claimed through: whose retry plan holds and whose breaker counts.</param>
/// <param name="PreviousFailure">Kind of the last failed attempt, so that memory exhaustion can be answered with a smaller group; null if
/// none.</param>
public sealed record LeasedTrial(TrialDescription Trial, Lease Lease, string Sweep, FailureKind? PreviousFailure)
{
    /// <summary>How the sweep wants its trials to save themselves.</summary>
    public CheckpointPlan Checkpoint { get; init; } = CheckpointPlan.Default;

    /// <summary>What the sweep wants to be stored of its trials beside their metrics.</summary>
    public KeepPlan Keep { get; init; } = KeepPlan.Nothing;

    /// <summary>How its program is run; null where an engine trains.</summary>
    public ProgramPlan? Program { get; init; }

    /// <summary>By which rule it may be given up, after a comparison with its rivals; null for never.</summary>
    public PruningPlan? Pruning { get; init; }
}

/// <summary>What the store says to the holder of a lease.</summary>
public enum LeaseAnswer
{
    /// <summary>The lease holds (or held: the ending was stored).</summary>
    Held,

    /// <summary>The lease holds, and somebody asked to cancel the trial: stop, then finish it as cancelled.</summary>
    CancelRequested,

    /// <summary>Another attempt has begun or the trial is over: drop it.</summary>
    Lost,

    /// <summary>The lease holds, and the trial's candidate was pruned, here or elsewhere: stop, then finish it as pruned.</summary>
    PruneRequested,
}

/// <summary>Metrics of one epoch of a running attempt.</summary>
/// <param name="Lease">The attempt.</param>
/// <param name="Metrics">The epoch's values.</param>
public readonly record struct AttemptMetrics(Lease Lease, EpochMetrics Metrics);

/// <summary>How an attempt ended.</summary>
/// <param name="Lease">The attempt.</param>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Metrics">Epoch metrics not appended before.</param>
/// <param name="TrainDuration">Time spent by the worker; where it trained several trials at once, this trial's share.</param>
public sealed record AttemptEnding(Lease Lease, TrialOutcome Outcome, IReadOnlyList<EpochMetrics> Metrics, TimeSpan TrainDuration)
{
    /// <summary>What its program printed, shortened, without control characters but line ends and tabs; null for nothing.</summary>
    public string? Output { get; init; }
}

/// <summary>A worker as it introduces itself.</summary>
/// <param name="Worker">Its id.</param>
/// <param name="Host">Machine name.</param>
/// <param name="ProcessId">Operating-system process id.</param>
/// <param name="Engine">Trainer name, "cpu".</param>
/// <param name="Environment">Facts that could explain a difference: versions, processor, vector width. Stored once per content.</param>
public sealed record WorkerRegistration(WorkerId Worker, string Host, int ProcessId, string Engine,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>The user who started it; null where unknown.</summary>
    public string? Owner { get; init; }
}

/// <summary>A worker as the store knows it.</summary>
/// <param name="Worker">Its id.</param>
/// <param name="Host">Machine name.</param>
/// <param name="Engine">Trainer name.</param>
/// <param name="SinceSeen">Time since its last registration or renewal, by the database's clock.</param>
/// <param name="Running">How many leases it holds.</param>
/// <param name="QuarantineReason">Why it is quarantined; null if it is not.</param>
public sealed record WorkerStatus(WorkerId Worker, string Host, string Engine, TimeSpan SinceSeen, int Running, string? QuarantineReason)
{
    /// <summary>The user who started it; null where unknown.</summary>
    public string? Owner { get; init; }

    /// <summary>How many of the leases were claimed through which sweep, by the sweep's name.</summary>
    public IReadOnlyList<(string Sweep, int Trials)> Sweeps { get; init; } = [];
}

/// <summary>What a worker holds of some trials.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Count">How many leases.</param>
/// <param name="Left">How long the last of them lasts unless it is renewed, by the database's clock; negative when its time is over and
/// nobody has claimed since.</param>
/// <param name="IsStopping">Whether no sweep wants these trials any more, so that the worker hears of it at its next heartbeat.</param>
public sealed record LeaseHolding(WorkerId Worker, int Count, TimeSpan Left, bool IsStopping);

/// <summary>Trials of one sweep that another one waits for, too.</summary>
/// <param name="Sweep">The other.</param>
/// <param name="Waiting">How many are queued, or held for a look of the other.</param>
/// <param name="Running">How many are leased.</param>
public sealed record SharedTrials(string Sweep, int Waiting, int Running);

/// <summary>State of a sweep as its owner set it. Whether it is complete follows from its trials.</summary>
public enum SweepState
{
    /// <summary>Its trials are claimed.</summary>
    Active,

    /// <summary>Nothing new is claimed; what runs, ends.</summary>
    Paused,

    /// <summary>Nothing is claimed and what runs is asked to stop.</summary>
    Cancelled,
}

/// <summary>State of a trial.</summary>
public enum TrialState
{
    /// <summary>Waits for a worker.</summary>
    Queued,

    /// <summary>Leased.</summary>
    Running,

    /// <summary>Trained to the end; immutable.</summary>
    Completed,

    /// <summary>Ended with a non-finite loss; a result; immutable.</summary>
    Diverged,

    /// <summary>Out of retries.</summary>
    Failed,

    /// <summary>Cancelled by the sweep it is read through.</summary>
    Cancelled,

    /// <summary>Waits for a planned look at the data of earlier seeds, which decides whether it is needed.</summary>
    Held,

    /// <summary>Not trained: a look decided its comparisons before. A retry that asks for this state queues it.</summary>
    Unneeded,

    /// <summary>Given up by the pruning rule of the sweep it is read through, while it trained or before: a planned end. A retry that asks
    /// for this state queues it, and it is not pruned again.</summary>
    Pruned,
}

/// <summary>What submitting a plan did.</summary>
/// <param name="Planned">Trials of the plan.</param>
/// <param name="Added">Trials that the store did not know.</param>
/// <param name="Reused">Trials already completed or diverged, by this sweep or an earlier one.</param>
/// <param name="IsNewRevision">Whether the name had no plan or one with another hash.</param>
public sealed record SubmitReceipt(long Planned, long Added, long Reused, bool IsNewRevision);

/// <summary>Which trials: all conditions must hold; an empty filter matches all current sweeps' trials.</summary>
public sealed record TrialFilter
{
    /// <summary>The sweep's name (its current revision); null for any.</summary>
    public string? Sweep { get; init; }

    /// <summary>The states; empty for any.</summary>
    public IReadOnlySet<TrialState> States { get; init; } = new HashSet<TrialState>();

    /// <summary>Setting name and the labels allowed for it (case-sensitive), "-" for trials without it; empty for no restriction.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Trial ids, or unique prefixes of at least 6 characters; empty for any.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];
}

/// <summary>Which metrics a reading brings along.</summary>
/// <param name="Include">Whether any.</param>
/// <param name="Epoch">Only this epoch, from 1; null for all epochs.</param>
/// <param name="Metric">Only this metric; null for all.</param>
public sealed record MetricSelection(bool Include, int? Epoch = null, string? Metric = null)
{
    /// <summary>No metrics.</summary>
    public static MetricSelection None { get; } = new(false);

    /// <summary>All metrics of all epochs.</summary>
    public static MetricSelection All { get; } = new(true);
}

/// <summary>A trial as stored.</summary>
/// <param name="Sweep">The sweep read through.</param>
/// <param name="Trial">What was trained.</param>
/// <param name="State">Its state.</param>
/// <param name="Attempts">How many attempts were begun.</param>
/// <param name="FailureKind">Cause of the last failure; null if none.</param>
/// <param name="FailureMessage">Its message; null if none.</param>
/// <param name="DivergedAtStep">The step of divergence; null unless diverged.</param>
/// <param name="Worker">Who runs or ran it last; null if nobody.</param>
/// <param name="TrainDuration">Time of the finished attempt; null if unfinished.</param>
/// <param name="Metrics">As selected, by epoch; metrics of the attempt that counts.</param>
public sealed record TrialRow(string Sweep, TrialDescription Trial, TrialState State, int Attempts, FailureKind? FailureKind,
    string? FailureMessage, long? DivergedAtStep, WorkerId? Worker, TimeSpan? TrainDuration, IReadOnlyList<EpochMetrics> Metrics)
{
    /// <summary>When the last attempt ended, by the database's clock; null while the trial is unfinished.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>After which epoch it was pruned, and why; null unless pruned.</summary>
    public TrialPruning? Pruning { get; init; }
}

/// <summary>That a trial was pruned. Never changes.</summary>
/// <param name="Epoch">After which epoch; 0 for a trial whose candidate was given up on another seed.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record TrialPruning(int Epoch, string Reason);

/// <summary>A trial that rivals are compared by: its values of the metric by epoch.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Candidate">Its configuration; trials of one candidate differ in their seed.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="IsFinished">Whether it was trained to the end.</param>
/// <param name="Values">The metric after each epoch, from 1.</param>
public sealed record RivalCurve(TrialId Trial, ConfigurationId Candidate, Seed Seed, bool IsFinished,
    IReadOnlyDictionary<int, double> Values);

/// <summary>A sweep's progress.</summary>
/// <param name="Name">The sweep.</param>
/// <param name="PlanHash">Its current plan.</param>
/// <param name="SpecText">The YAML it came from.</param>
/// <param name="State">As its owner set it.</param>
/// <param name="StateReason">Why it is paused, for people; null if it is not.</param>
/// <param name="Counts">Trials by state; states without trials are absent.</param>
/// <param name="FailuresByKind">Failed trials by cause.</param>
/// <param name="SubmittedAt">When this plan was first submitted under this name, by the database's clock.</param>
public sealed record SweepStatus(string Name, PlanHash PlanHash, string SpecText, SweepState State, string? StateReason,
    IReadOnlyDictionary<TrialState, long> Counts, IReadOnlyDictionary<FailureKind, long> FailuresByKind, DateTimeOffset SubmittedAt)
{
    /// <summary>False where an earlier version of this program stored a plan that was current twice: it kept the last submission, and
    /// <see cref="SubmittedAt"/> is the earliest time at which the plan is known to have been there.</summary>
    public bool IsFirstSubmission { get; init; } = true;

    /// <summary>All trials of the plan.</summary>
    public long Total => Counts.Values.Sum();

    /// <summary>Trials in a state.</summary>
    public long Count(TrialState state) => Counts.GetValueOrDefault(state);

    /// <summary>Whether all released trials are over and the next planned look has not been taken yet: the next claim takes it.</summary>
    public bool IsLookDue { get; init; }

    /// <summary>Whether nothing is queued, running or held for a look.</summary>
    public bool IsOver => !IsLookDue && Count(TrialState.Queued) + Count(TrialState.Running) + Count(TrialState.Held) == 0;
}
