using Sweep.Statistics.Distributions;

namespace Sweep.Statistics;

/// <summary>How the distribution under "no difference" was obtained.</summary>
public enum NullDistribution
{
    /// <summary>All arrangements were counted.</summary>
    Exact,

    /// <summary>All arrangements were counted over values rounded to a fine grid: p is never below the exact one, and a few percent of
    /// itself above it. Used where thousands of comparisons are made at once.</summary>
    UpperBound,

    /// <summary>Arrangements were drawn with a fixed seed; p = (b + 1)/(B + 1).</summary>
    MonteCarlo,

    /// <summary>Approximated by a normal distribution with the exact variance, ties included.</summary>
    Normal,

    /// <summary>Approximated by Student's t: many pairs over several blocks.</summary>
    StudentT,
}
