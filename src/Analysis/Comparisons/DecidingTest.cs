namespace Sweep.Analysis.Comparisons;

/// <summary>A test that can decide a comparison: its words, and its procedure where pairs or independent samples are tested by it. All of
/// them, and which one a plan means, are in <see cref="TestCatalogue"/>.</summary>
public sealed class DecidingTest
{
    internal DecidingTest()
    {
    }

    /// <summary>The word in JSON and CSV: "signFlip".</summary>
    public required string Word { get; init; }

    /// <summary>Whose test it is: "sign-flip", "Welch's t".</summary>
    public required string ShortName { get; init; }

    /// <summary>The name for people: "sign-flip test of the mean difference".</summary>
    public required string Name { get; init; }

    /// <summary>The name where several blocks contribute; null where it is the same.</summary>
    public string? NameOverBlocks { get; init; }

    /// <summary>The name in a methods section, with its papers.</summary>
    public required string Citation { get; init; }

    /// <summary>The same where several blocks contribute; null where it is the same.</summary>
    public string? CitationOverBlocks { get; init; }

    /// <summary>Whether it ranks the values or pairs of all blocks, instead of weighing the blocks' mean differences.</summary>
    public bool UsesRanks { get; init; }

    /// <summary>How it tests pairs; null for a test of independent samples.</summary>
    internal PairedProcedure? OfPairs { get; init; }

    /// <summary>How it tests independent samples; null for a test of pairs.</summary>
    internal UnpairedProcedure? OfSamples { get; init; }
}

/// <summary>How a test judges pairs.</summary>
/// <param name="P">Two-sided p of "the difference is this"; null where the test does not apply.</param>
/// <param name="Estimate">The difference whose sign the test sees.</param>
/// <param name="MinimumPValue">The smallest p that so many pairs can give.</param>
/// <param name="CountsSigns">Whether the null distribution is one of sign patterns: ties sharpen nothing then, and p has steps.</param>
internal sealed record PairedProcedure(Func<PairedTest, double, double?> P, Func<PairedTest, double> Estimate,
    Func<int, double> MinimumPValue,
    bool CountsSigns)
{
    /// <summary>p within the error of fewer drawn patterns, for ends of intervals; null where p itself is quick.</summary>
    public Func<PairedTest, double, double>? Near { get; init; }
}

/// <summary>How a test judges independent samples.</summary>
/// <param name="P">Two-sided p; null where the test does not apply.</param>
/// <param name="Direction">The sign of level - baseline that the test sees.</param>
/// <param name="MinimumPValue">The smallest p that samples of these sizes can give.</param>
internal sealed record UnpairedProcedure(Func<UnpairedSamples, double?> P, Func<UnpairedSamples, double> Direction,
    Func<IReadOnlyList<(int CountX, int CountY)>, double> MinimumPValue);
