using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>The names of the tests that decide, for people.</summary>
internal static class TestWords
{
    /// <summary>"sign-flip test of the mean difference": the test that decided a comparison; null when none did.</summary>
    public static string? Name(ComparisonResult result) => result.Decision.Test switch
    {
        DecidingTest.SignFlip when result.Sequential is { Rule: StoppingRule.EProcess } =>
            "e-process, bets on the signs of the seeds' differences",
        DecidingTest.SignFlip when result.BlockCount > 1 => "sign flips, within blocks, of the mean difference over its standard error",
        DecidingTest.SignFlip => "sign-flip test of the mean difference",
        DecidingTest.SignedRank => "Wilcoxon's signed-rank test",
        DecidingTest.StudentT when result.Design == ComparisonDesign.Unpaired => "Welch's t test",
        DecidingTest.StudentT => "Student's t test of the mean difference",
        DecidingTest.MannWhitney => "Mann-Whitney test of unpaired levels",
        _ => null,
    };
}
