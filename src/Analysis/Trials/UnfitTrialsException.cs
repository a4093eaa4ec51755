using Sweep.Planning.Trials;

namespace Sweep.Analysis.Trials;

/// <summary>The stored trials cannot answer the question; the message has the remedy.</summary>
public sealed class UnfitTrialsException(string message) : Exception(message)
{
    /// <summary>The completed trial that does not report the metric; null when something else is wrong.</summary>
    public TrialId? LacksMetric { get; init; }
}
