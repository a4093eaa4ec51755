namespace Sweep.Planning.Plans;

/// <summary>Which test decides the comparisons of a plan.</summary>
public enum PlannedTest
{
    /// <summary>Sign flips of the mean difference, Mann-Whitney where unpaired: no distribution is assumed. The default.</summary>
    SignFlip,

    /// <summary>Student's t of the mean difference, Welch's where unpaired: means are taken as normal. Two pairs can decide.</summary>
    T,

    /// <summary>Wilcoxon's signed ranks, Mann-Whitney where unpaired: a shift of the typical pair, not of the mean; where blocks differ
    /// it is in doubt.</summary>
    Ranks,
}

/// <summary>Tests by the names that specs and command lines use.</summary>
public static class PlannedTests
{
    /// <summary>The names.</summary>
    public static SpecNames<PlannedTest> Names { get; } =
        new(("sign-flip", PlannedTest.SignFlip), ("t", PlannedTest.T), ("ranks", PlannedTest.Ranks));
}
