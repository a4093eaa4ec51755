using Sweep.Planning.Trials;

namespace Sweep.Store;

/// <summary>A sweep as a whole and its trials one by one, for those who watch it: sums are made by the database. Changes nothing.</summary>
/// <remarks>Sweeps are current revisions; of an unknown one there is nothing.</remarks>
public interface ISweepOverview
{
    /// <summary>Where each trial of a sweep stands, in plan order: a million of them take seconds and some 30 MB.</summary>
    Task<IReadOnlyList<TrialPlace>> ReadPlacesAsync(string sweep, CancellationToken cancellation);

    /// <summary>The trials at some places of the plan, in its order.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="ordinals">Of <see cref="TrialPlace.Ordinal"/>; what is none is left out.</param>
    /// <param name="metrics">Which metrics to bring along.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<TrialRow>> ReadTrialsAtAsync(string sweep, IReadOnlyList<long> ordinals, MetricSelection metrics,
        CancellationToken cancellation);

    /// <summary>A trial with all its metrics, once for each current sweep that has it; nothing if there is none.</summary>
    /// <param name="id">Its id, or a unique prefix of at least 6 characters.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="TrialFilterException">The prefix is too short, or that of several trials.</exception>
    Task<IReadOnlyList<TrialRow>> ReadTrialAsync(string id, CancellationToken cancellation);

    /// <summary>The failed attempts at a sweep's trials by cause and message, those that ended most trials first.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="limit">At most so many groups.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<FailureGroup>> ReadFailuresAsync(string sweep, int limit, CancellationToken cancellation);

    /// <summary>What a sweep has taken, and what it will take.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="recent">How far back attempts count as recent.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<SweepEffort> ReadEffortAsync(string sweep, TimeSpan recent, CancellationToken cancellation);

    /// <summary>A metric by level of a setting and epoch, over the completed and diverged trials; by level, then epoch.</summary>
    /// <param name="filter">Names the sweep, and may restrict settings; its states and ids are ignored.</param>
    /// <param name="setting">The setting; "optimizer.momentum" names one inside a group.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<LevelEpoch>> ReadCurvesAsync(TrialFilter filter, string setting, string metric, CancellationToken cancellation);
}

/// <summary>Where a trial stands.</summary>
/// <param name="Ordinal">Its place in the plan, from 0.</param>
/// <param name="ConfigurationKey">Equal for trials of one configuration; means nothing else.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">Its state in the sweep.</param>
public readonly record struct TrialPlace(long Ordinal, long ConfigurationKey, int Seed, TrialState State);

/// <summary>Failed attempts of one cause and message.</summary>
/// <param name="Kind">The cause.</param>
/// <param name="Message">The message; empty without one.</param>
/// <param name="Attempts">How many failed so.</param>
/// <param name="Trials">How many trials ended so, being out of retries.</param>
/// <param name="Example">One of the trials.</param>
/// <param name="GroupCount">How many groups there are, those beyond the limit too.</param>
public sealed record FailureGroup(FailureKind Kind, string Message, long Attempts, long Trials, TrialId Example, long GroupCount);

/// <summary>What a sweep has taken, and what it will take.</summary>
/// <param name="Spent">By who had the attempts run and by how they ended.</param>
/// <param name="OpenTrials">Trials that wait, run, or are held for a look.</param>
/// <param name="KnownTrials">Those of them whose configuration has a completed trial.</param>
/// <param name="KnownExpected">What these will take if they take as long as the completed ones, in time of slots.</param>
/// <param name="CompletedTrials">Completed trials.</param>
/// <param name="CompletedTime">What they took, in time of slots.</param>
public sealed record SweepEffort(IReadOnlyList<SpentTime> Spent, long OpenTrials, long KnownTrials, TimeSpan KnownExpected,
    long CompletedTrials, TimeSpan CompletedTime)
{
    /// <summary>What all open trials will take; null while none is completed. Configurations without a completed trial count as the mean
    /// of all.</summary>
    public TimeSpan? Expected => CompletedTrials == 0 ? null
        : KnownExpected + (OpenTrials - KnownTrials) * (CompletedTime / CompletedTrials);
}

/// <summary>Attempts that ended alike.</summary>
/// <param name="IsOwn">Whether this sweep had them run; else another that has the trials too, or an earlier revision.</param>
/// <param name="Outcome">As views have it: "completed", "failed"; "running" for those under way.</param>
/// <param name="Attempts">How many.</param>
/// <param name="Time">Of slots.</param>
/// <param name="FirstBegun">By the database's clock.</param>
/// <param name="Recent">How many ended recently.</param>
/// <param name="Now">When this was read, by the database's clock.</param>
public sealed record SpentTime(bool IsOwn, string Outcome, long Attempts, TimeSpan Time, DateTimeOffset FirstBegun, long Recent,
    DateTimeOffset Now);

/// <summary>A metric after an epoch over the trials of a level.</summary>
/// <param name="Level">The stored label of the level; "-" where trials lack the setting.</param>
/// <param name="Epoch">From 1.</param>
/// <param name="Configurations">Configurations with a finite value.</param>
/// <param name="Count">Finite values.</param>
/// <param name="NotFinite">Values that are not finite.</param>
/// <param name="Mean">Of the means of the configurations.</param>
/// <param name="Deviation">Standard deviation over seeds, pooled within configurations; null where none has two values.</param>
public sealed record LevelEpoch(string Level, int Epoch, long Configurations, long Count, long NotFinite, double Mean, double? Deviation);
