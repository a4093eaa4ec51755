using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>The tests that can decide, each defined once: procedure, words of every output, and which of them a plan means.</summary>
/// <remarks>A new one is a value of <see cref="PlannedTest"/> with its name in specs, an entry here, and its procedure in
/// Statistics.</remarks>
public static class TestCatalogue
{
    private const double NoDifference = 0.5; // P(level larger) of equal levels

    /// <summary>No test: nothing was tested.</summary>
    public static DecidingTest None { get; } = new() { Word = "none", ShortName = "no", Name = "no test", Citation = "no test" };

    /// <summary>Sign flips of the studentized mean difference.</summary>
    public static DecidingTest SignFlip { get; } = new()
    {
        Word = "signFlip",
        ShortName = "sign-flip",
        Name = "sign-flip test of the mean difference",
        NameOverBlocks = "sign flips, within blocks, of the mean difference over its standard error",
        Citation = "sign flips of the mean difference (Fisher, 1935)",
        CitationOverBlocks = "sign flips, within blocks, of the mean difference over its standard error (Fisher, 1935; Wu and Ding, 2021)",
        OfPairs = new((test, d) => test.SignFlipAt(d).P, test => test.Mean.Value, AttainablePValues.MinimumPairedPValue, CountsSigns: true)
        {
            Near = (test, d) => test.SignFlip.NullDistribution == NullDistribution.StudentT && test.Mean.HasSpread ? test.Mean.PAt(d)
                : test.SignFlipNear(d),
        },
    };

    /// <summary>The Mann-Whitney test.</summary>
    public static DecidingTest MannWhitney { get; } = new()
    {
        Word = "mannWhitney",
        ShortName = "Mann-Whitney",
        Name = "Mann-Whitney test of unpaired levels",
        Citation = "the Mann-Whitney test (Mann and Whitney, 1947)",
        CitationOverBlocks = "the Mann-Whitney test, stratified by block (Mann and Whitney, 1947)",
        UsesRanks = true,
        OfSamples = new(samples => samples.Ranks.P, samples => samples.Ranks.ProbabilityOfSuperiority - NoDifference,
            AttainablePValues.MinimumUnpairedPValue),
    };

    /// <summary>Wilcoxon's signed-rank test: over datasets, or where ranks are planned.</summary>
    public static DecidingTest SignedRank { get; } = new()
    {
        Word = "signedRank",
        ShortName = "Wilcoxon's signed-rank",
        Name = "Wilcoxon's signed-rank test",
        Citation = "Wilcoxon's signed-rank test with Pratt's treatment of zeros (Wilcoxon, 1945; Pratt, 1959)",
        UsesRanks = true,
        OfPairs = new((test, d) => SignedRankTest.Test(test.Shifted(d), ZeroHandling.Pratt).P,
            test => HodgesLehmann.Estimate(test.Pooled, .5).Estimate, AttainablePValues.MinimumPairedPValue, CountsSigns: true),
    };

    /// <summary>Student's t test of pairs.</summary>
    public static DecidingTest StudentT { get; } = new()
    {
        Word = "studentT",
        ShortName = "Student's t",
        Name = "Student's t test of the mean difference",
        Citation = "Student's t test of the mean difference (Student, 1908)",
        CitationOverBlocks =
            "Student's t test of the mean difference, with Satterthwaite's degrees of freedom (Student, 1908; Satterthwaite, 1946)",
        OfPairs = new((test, d) => test.Mean.HasSpread ? test.Mean.PAt(d) : null, test => test.Mean.Value,
            pairs => pairs > 1 ? 0 : 1, CountsSigns: false),
    };

    /// <summary>Welch's t test of independent samples.</summary>
    public static DecidingTest Welch { get; } = new()
    {
        Word = StudentT.Word,
        ShortName = "Welch's t",
        Name = "Welch's t test",
        Citation = "Welch's t test (Welch, 1947)",
        OfSamples = new(samples => samples.IsMeasured && samples.Mean.HasSpread ? samples.Mean.P : null, samples => samples.Mean.Value,
            strata => strata.Sum(s => s.CountX) > 1 && strata.Sum(s => s.CountY) > 1 ? 0 : 1),
    };

    /// <summary>Student's t with the variance of means over folds.</summary>
    public static DecidingTest CorrectedT { get; } = new()
    {
        Word = "correctedT",
        ShortName = "corrected resampled t",
        Name = "corrected resampled t test of the mean difference over folds",
        Citation = "the corrected resampled t test, which counts that folds share training samples (Nadeau and Bengio, 2003; "
            + "Bouckaert and Frank, 2004)",
        OfPairs = StudentT.OfPairs,
    };

    private static readonly Dictionary<PlannedTest, (DecidingTest Paired, DecidingTest Unpaired)> Planned = new()
    {
        [PlannedTest.SignFlip] = (SignFlip, MannWhitney),
        [PlannedTest.T] = (StudentT, Welch),
        [PlannedTest.Ranks] = (SignedRank, MannWhitney),
        [PlannedTest.CorrectedT] = (CorrectedT, Welch),
    };

    /// <summary>The tests, in the order in which a sentence names several.</summary>
    public static IReadOnlyList<DecidingTest> All { get; } = [SignFlip, MannWhitney, SignedRank, StudentT, Welch, CorrectedT];

    /// <summary>What decides where there are pairs.</summary>
    public static DecidingTest Paired(PlannedTest test) => Planned[test].Paired;

    /// <summary>What decides where there are none.</summary>
    public static DecidingTest Unpaired(PlannedTest test) => Planned[test].Unpaired;

    /// <summary>What decides a comparison of this design.</summary>
    public static DecidingTest Get(PlannedTest test, ComparisonDesign design) => design switch
    {
        ComparisonDesign.Paired => Paired(test),
        ComparisonDesign.Unpaired => Unpaired(test),
        _ => None,
    };
}
