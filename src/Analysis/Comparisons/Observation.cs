using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Comparisons;

/// <summary>What is known of one trial.</summary>
public enum ObservationStatus
{
    /// <summary>It has a finite value.</summary>
    Value,

    /// <summary>It diverged: an outcome, the worst one.</summary>
    Diverged,

    /// <summary>It failed for a cause outside its mathematics, or was cancelled: no outcome.</summary>
    Failed,

    /// <summary>It has not ended yet: no outcome.</summary>
    Missing,

    /// <summary>It was not trained, because a planned look had decided its comparisons: no outcome, and none is missed.</summary>
    Unneeded,

    /// <summary>It was given up by the pruning rule, among the candidates of its own level and block: no outcome, and its tuned level
    /// cannot be chosen.</summary>
    Pruned,
}

/// <summary>One trial as the comparison sees it.</summary>
/// <param name="Level">Level of the compared factor.</param>
/// <param name="Block">All other factors that matter, as one label; compared are levels within a block.</param>
/// <param name="PairKey">Equal keys, and only they, mean common random numbers: such trials of two levels of a block are a pair, and such
/// trials of different blocks are not independent.</param>
/// <param name="Seed">The replicate's label, for people and for choosing selection seeds.</param>
/// <param name="Status">What is known.</param>
/// <param name="Value">The metric; finite when <paramref name="Status"/> is Value, unused otherwise.</param>
public sealed record Observation(string Level, string Block, string PairKey, int Seed, ObservationStatus Status, double Value)
{
    /// <summary>The dataset, the unit of claims about new datasets; empty when the trials are of one.</summary>
    public string Dataset { get; init; } = "";

    /// <summary>Levels of the tuned factors, as one label; empty when nothing is tuned.</summary>
    public string TunedLevel { get; init; } = "";

    /// <summary>The same in stored labels, which looks and verdicts alike go by where tuned levels do as well; by default
    /// <see cref="TunedLevel"/>.</summary>
    public string StoredTunedLevel { get => field ?? TunedLevel; init; }

    /// <summary>The metric that selects among tuned levels; null when the trial reports none.</summary>
    public double? SelectionValue { get; init; }

    /// <summary>What guessing scores on its dataset, such as 1/classes: the score of a divergence where no finite value is as bad; null
    /// where that is unknown.</summary>
    public double? Chance { get; init; }

    /// <summary>Whether the trial has an outcome that counts: a value or a divergence.</summary>
    public bool HasOutcome => Status is ObservationStatus.Value or ObservationStatus.Diverged;
}
