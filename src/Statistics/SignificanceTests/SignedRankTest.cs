using Sweep.Statistics.Distributions;
using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Wilcoxon's signed-rank test: do paired differences lie symmetrically about zero? Exact with ties and zeros up to
/// <see cref="ExactLimit"/> differences, normal approximation beyond.</summary>
/// <remarks>Wilcoxon, Biometrics Bulletin 1 (1945), 80-83, doi:10.2307/3001968. Exact distribution by dynamic programming over doubled
/// mid-ranks, conditional on the ties and zeros seen; two-sided p = P(|S - mean| at least as large as observed).</remarks>
public static class SignedRankTest
{
    /// <summary>The largest number of ranked differences that is counted exactly.</summary>
    public const int ExactLimit = SignedRankDistribution.ExactLimit;

    // Differences of decimal fractions carry rounding errors of about 1e-16 of the values, hence at most 1e-10 of any difference that
    // matters. The tolerance is a share of the differences compared, not of the largest: that one may be a divergence.
    private const double TieTolerance = 1e-9;

    /// <summary>Tests whether the differences are centred at zero.</summary>
    /// <param name="differences">Paired differences, any unit.</param>
    /// <param name="zeros">What becomes of zero differences.</param>
    /// <param name="alternative">Greater: the differences tend to be positive.</param>
    public static SignedRankResult Test(Sample differences, ZeroHandling zeros = ZeroHandling.Pratt,
        Alternative alternative = Alternative.TwoSided)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return Test(differences, zeros, alternative, ExactLimit);
    }

    internal static SignedRankResult Test(Sample differences, ZeroHandling zeros, Alternative alternative, int exactLimit)
    {
        double[] ranked = zeros == ZeroHandling.Wilcox
            ? [.. differences.Values.ToArray().Where(d => d != 0)]
            : differences.Values.ToArray();
        int[] doubled = MidRanks.Doubled(Array.ConvertAll(ranked, Math.Abs), TieTolerance);

        var flipped = new List<int>(ranked.Length); // doubled ranks of the non-zero differences
        int plus = 0, minus = 0, zero = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            if (ranked[i] == 0)
            {
                zero += doubled[i];
                continue;
            }
            flipped.Add(doubled[i]);
            if (ranked[i] > 0)
                plus += doubled[i];
            else
                minus += doubled[i];
        }

        bool exact = flipped.Count <= exactLimit;
        double p = flipped.Count == 0 ? 1 : exact ? Exact(flipped, plus, alternative) : Approximate(flipped, plus, minus, alternative);
        double split = zeros == ZeroHandling.Split ? zero / 4.0 : 0;
        return new SignedRankResult(differences.Count, differences.Count - flipped.Count, plus / 2.0 + split, minus / 2.0 + split,
            p, exact ? NullDistribution.Exact : NullDistribution.Normal);
    }

    private static double Exact(List<int> doubledRanks, int plus, Alternative alternative)
    {
        var distribution = new SignedRankDistribution([.. doubledRanks]);
        return alternative switch
        {
            Alternative.Greater => distribution.UpperTail(plus),
            Alternative.Less => distribution.LowerTail(plus),
            _ => Math.Min(1, 2 * Math.Min(distribution.UpperTail(plus), distribution.LowerTail(plus))), // the distribution is symmetric
        };
    }

    // No continuity correction; the variance is that of the ranks at hand, so ties need no term of their own.
    private static double Approximate(List<int> doubledRanks, int plus, int minus, Alternative alternative)
    {
        double variance = 0; // of plus - minus, doubled
        foreach (int rank in doubledRanks)
            variance += (double)rank * rank;
        double z = ((double)plus - minus) / Math.Sqrt(variance);
        return alternative switch
        {
            Alternative.Greater => Normal.UpperTail(z),
            Alternative.Less => Normal.UpperTail(-z),
            _ => Normal.TwoSided(z),
        };
    }
}

/// <summary>Result of the signed-rank test.</summary>
/// <param name="Count">Differences given.</param>
/// <param name="ZeroCount">How many of them are exactly zero.</param>
/// <param name="PositiveRankSum">Sum of the ranks of positive differences.</param>
/// <param name="NegativeRankSum">Sum of the ranks of negative differences.</param>
/// <param name="P">The p-value.</param>
/// <param name="NullDistribution">How the null distribution was obtained.</param>
public sealed record SignedRankResult(int Count, int ZeroCount, double PositiveRankSum, double NegativeRankSum, double P,
    NullDistribution NullDistribution);
