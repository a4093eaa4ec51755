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

    /// <summary>Student's t with the variance of Nadeau and Bengio: for folds of a cross-validation, which share training samples. The
    /// default there, and the only one.</summary>
    CorrectedT,
}

/// <summary>Tests by the names that specs and command lines use.</summary>
public static class PlannedTests
{
    /// <summary>The names.</summary>
    public static SpecNames<PlannedTest> Names { get; } =
        new(("sign-flip", PlannedTest.SignFlip), ("t", PlannedTest.T), ("ranks", PlannedTest.Ranks),
            ("corrected-t", PlannedTest.CorrectedT));

    /// <summary>Why a test cannot judge such pairs; null when it can.</summary>
    /// <param name="test">The test.</param>
    /// <param name="hasFolds">Whether pairs are folds of a cross-validation.</param>
    public static string? Problem(PlannedTest test, bool hasFolds) => (test, hasFolds) switch
    {
        (PlannedTest.CorrectedT, false) => $"'{Names.GetName(test)}' is for folds of a cross-validation, and there are none.",
        (not PlannedTest.CorrectedT, true) => $"'{Names.GetName(test)}' takes pairs as independent, and folds share training samples: "
            + $"'{Names.GetName(PlannedTest.CorrectedT)}' judges them.",
        _ => null,
    };
}
