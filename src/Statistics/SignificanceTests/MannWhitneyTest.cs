using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Mann-Whitney U test of two independent samples, optionally stratified over blocks (ranks and exchange within each block).
/// Exact with ties up to <see cref="ExactLimit"/> values in all, normal approximation with continuity correction beyond.</summary>
/// <remarks>Mann and Whitney, Ann. Math. Statist. 18 (1947), 50-60, doi:10.1214/aoms/1177730491. Exact distribution by dynamic programming
/// over doubled mid-ranks; strata are convolved, each with weight one.</remarks>
public static class MannWhitneyTest
{
    /// <summary>The largest total count that is counted exactly.</summary>
    public const int ExactLimit = 100;

    /// <summary>Tests whether x tends to be larger or smaller than y.</summary>
    public static MannWhitneyResult Test(Sample x, Sample y, Alternative alternative = Alternative.TwoSided) =>
        Test([(x, y)], alternative, ExactLimit);

    /// <summary>Tests within blocks and sums over them.</summary>
    /// <param name="strata">At least one block with both samples.</param>
    /// <param name="alternative">Greater: x tends to be larger.</param>
    /// <exception cref="ArgumentException">There is no stratum.</exception>
    public static MannWhitneyResult Test(IReadOnlyList<(Sample X, Sample Y)> strata, Alternative alternative = Alternative.TwoSided) =>
        Test(strata, alternative, ExactLimit);

    internal static MannWhitneyResult Test(IReadOnlyList<(Sample X, Sample Y)> strata, Alternative alternative, int exactLimit)
    {
        ArgumentNullException.ThrowIfNull(strata);
        if (strata.Count == 0)
            throw new ArgumentException("The test needs at least one stratum.", nameof(strata));

        int countX = strata.Sum(s => s.X.Count), countY = strata.Sum(s => s.Y.Count);
        bool exact = countX + countY <= exactLimit;
        int observed = 0, expected = 0; // doubled rank sums of x
        double u = 0, pairs = 0, variance = 0;
        RankSumDistribution? distribution = null;
        foreach (var (x, y) in strata)
        {
            int n = x.Count, m = y.Count;
            int[] ranks = MidRanks.Doubled([.. x.Values, .. y.Values], MidRanks.TieTolerance);
            int sum = ranks.AsSpan(0, n).ToArray().Sum();
            observed += sum;
            expected += n * (n + m + 1);
            u += (sum - n * (n + 1.0)) / 2;
            pairs += (double)n * m;
            variance += Variance(ranks, n, m);
            if (exact)
            {
                var stratum = RankSumDistribution.Create(ranks, n);
                distribution = distribution is null ? stratum : distribution.Plus(stratum);
            }
        }

        double p = distribution is not null
            ? Exact(distribution, observed, expected, alternative)
            : Approximate(u - pairs / 2, variance, alternative);
        return new MannWhitneyResult(countX, countY, u, u / pairs, p, exact ? NullDistribution.Exact : NullDistribution.Normal);
    }

    private static double Exact(RankSumDistribution distribution, int observed, int expected, Alternative alternative)
    {
        if (alternative == Alternative.Greater)
            return distribution.UpperTail(observed);
        if (alternative == Alternative.Less)
            return distribution.LowerTail(observed);
        // With ties the distribution need not be symmetric: count both sides at the observed distance from the mean.
        int distance = Math.Abs(observed - expected);
        return distance == 0 ? 1 : Math.Min(1, distribution.UpperTail(expected + distance) + distribution.LowerTail(expected - distance));
    }

    // Permutation variance of the rank sum of x given the mid-ranks: n m /(N (N-1)) * sum (r - mean)^2.
    private static double Variance(ReadOnlySpan<int> doubledRanks, int n, int m)
    {
        double total = n + m, squares = 0;
        foreach (int rank in doubledRanks)
            squares += Math.Pow(rank / 2.0 - (total + 1) / 2, 2);
        return (double)n * m / (total * (total - 1)) * squares;
    }

    private static double Approximate(double excess, double variance, Alternative alternative)
    {
        if (variance == 0)
            return 1; // all values are equal
        double sd = Math.Sqrt(variance);
        return alternative switch
        {
            Alternative.Greater => Normal.UpperTail((excess - 0.5) / sd),
            Alternative.Less => Normal.UpperTail((-excess - 0.5) / sd),
            _ => Normal.TwoSided(Math.Max(0, Math.Abs(excess) - 0.5) / sd),
        };
    }
}

/// <summary>Result of the Mann-Whitney test.</summary>
/// <param name="CountX">Values of the first sample, over all strata.</param>
/// <param name="CountY">Values of the second.</param>
/// <param name="U">Pairs (x, y) in which x is larger, ties counting one half.</param>
/// <param name="ProbabilityOfSuperiority">U over the number of pairs: the A12 of Vargha and Delaney, doi:10.3102/10769986025002101.</param>
/// <param name="P">The p-value.</param>
/// <param name="NullDistribution">Exact or normal.</param>
public sealed record MannWhitneyResult(int CountX, int CountY, double U, double ProbabilityOfSuperiority, double P,
    NullDistribution NullDistribution);
