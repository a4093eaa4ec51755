namespace Sweep.Statistics;

/// <summary>How the distribution under "no difference" was obtained.</summary>
public enum NullLaw
{
    /// <summary>All arrangements were counted.</summary>
    Exact,

    /// <summary>Arrangements were drawn with a fixed seed; p = (b + 1)/(B + 1).</summary>
    MonteCarlo,

    /// <summary>Approximated by a normal distribution with the exact variance, ties included.</summary>
    Normal,
}
