namespace Sweep.Statistics.Comparisons;

/// <summary>Which test decides.</summary>
public enum PlannedTest
{
    /// <summary>Sign flips of the studentized mean difference, Mann-Whitney where unpaired: no distribution is assumed.</summary>
    SignFlip,

    /// <summary>Student's t of the mean difference, Welch's where unpaired: means are taken as normal. Two pairs can decide.</summary>
    T,

    /// <summary>Wilcoxon's signed ranks, Mann-Whitney where unpaired: a shift of the typical pair, not of the mean; where blocks differ it
    /// is in doubt.</summary>
    Ranks,
}
