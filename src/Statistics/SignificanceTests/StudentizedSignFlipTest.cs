using System.Runtime.InteropServices;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>The sign-flip test of a weighted mean of block means: is the difference zero on average over the blocks? Signs are flipped
/// within blocks, and each
/// pattern's mean is divided by its own standard error.</summary>
/// <remarks>
/// <para>Where no block has an effect and differences are symmetric it is exact, whatever their distributions. Where blocks have effects
/// that cancel it is
/// right for many pairs, since the error knows only the spread within blocks; the raw sum takes the effects of blocks for noise and decides
/// nothing
/// (Wu and Ding, JASA 116 (2021), 1898-1913, doi:10.1080/01621459.2020.1750415; Janssen, Stat. Probab. Lett. 36 (1997), 9-21,
/// doi:10.1016/S0167-7152(97)00043-6).</para>
/// <para>One block is <see cref="SignFlipTest"/> itself: there the statistic grows with the sum. Of several blocks a pattern matters by its
/// block sums alone.
/// Combinations of them are counted from the most extreme one downwards while there are few; otherwise patterns are drawn with a fixed
/// seed.</para>
/// </remarks>
public static class StudentizedSignFlipTest
{
    /// <summary>How many sign patterns over several blocks are drawn unless told otherwise.</summary>
    public const int DefaultDraws = 19_999;

    private const int FewReached = 5, MaxSums = 1 << 13, MaxCombinations = 1 << 20;
    private const double FewestEvenly = 50; // pairs of equal squares that share the sum of squares as evenly

    /// <summary>Tests whether the weighted mean of the block means is <paramref name="shift"/>. Two-sided.</summary>
    /// <param name="blocks">Paired differences.</param>
    /// <param name="seed">Seed of drawn sign patterns; unused when they are counted.</param>
    /// <param name="shift">The mean under the hypothesis.</param>
    /// <param name="draws">How many sign patterns to draw where counting is too long.</param>
    public static SignFlipResult Test(PairedBlocks blocks, ulong seed, double shift = 0, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        return Test(blocks, seed, isQuick: false, shift, draws);
    }

    /// <summary>The same for thousands of comparisons at once, each of one block.</summary>
    /// <param name="blocks">Paired differences.</param>
    /// <param name="seed">Seed of drawn sign patterns; unused when they are counted.</param>
    /// <param name="isQuick">Whether an upper bound of p takes the place of long counts, at a thousandth of the cost.</param>
    /// <param name="shift">The mean under the hypothesis.</param>
    /// <param name="draws">How many sign patterns to draw where counting is too long.</param>
    public static SignFlipResult Test(PairedBlocks blocks, ulong seed, bool isQuick, double shift = 0, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (blocks.StratumCount == 1 && isQuick)
            return SignFlipTest.TestQuickly(new Sample(blocks.Contributions(shift).Single()), seed);
        if (blocks.StratumCount == 1)
            return SignFlipTest.Test(new Sample(blocks.Contributions(shift).Single()), seed);

        var strata = new SignFlipStrata(blocks.Contributions(shift));
        int nonZero = strata.All.Sum(s => s.Magnitudes.Length);
        var result = new SignFlipResult(blocks.PairCount, nonZero, blocks.Value - shift, 1, NullDistribution.Exact, Draws: null);
        if (strata.Observed == 0)
            return result;
        double least = Math.Abs(strata.Observed) - strata.Tolerance;
        if (IsNearlyStudents(strata, nonZero))
        {
            var mean = blocks.Estimate();
            return result with { P = StudentT.TwoSided((mean.Value - shift) / mean.StandardError, mean.DegreesOfFreedom),
                NullDistribution = NullDistribution.StudentT };
        }

        var sums = Sums(strata);
        double combinations = sums is null ? double.PositiveInfinity : sums.Aggregate(1.0, (product, s) => product * 2 * s.Count);
        if (combinations <= MaxCombinations)
            return result with { P = new Count(strata, sums!, least, double.PositiveInfinity).P!.Value };
        int reached = Draw(strata, least, seed, draws);
        double drawn = (reached + 1.0) / (draws + 1.0);
        bool mayCount = sums is not null && (reached <= FewReached || drawn * combinations <= MaxCombinations);
        return mayCount && new Count(strata, sums!, least, MaxCombinations).P is { } counted
            ? result with { P = counted }
            : result with { P = drawn, NullDistribution = NullDistribution.MonteCarlo, Draws = draws };
    }

    // Many pairs that share the sum of squares: the fourth cumulant of the sum, as a share of its squared variance, is -2 over the number
    // of equal squares that are as even.
    private static bool IsNearlyStudents(SignFlipStrata strata, int nonZero)
    {
        if (nonZero <= SignFlipTest.NormalFrom)
            return false;
        double squares = 0, fourths = 0;
        foreach (var stratum in strata.All)
        {
            foreach (double magnitude in stratum.Magnitudes)
            {
                squares += magnitude * magnitude;
                fourths += Math.Pow(magnitude, 4);
            }
        }
        return squares * squares >= FewestEvenly * fourths;
    }

    private static List<(double Negative, double Patterns)>[]? Sums(SignFlipStrata strata)
    {
        var sums = new List<(double Negative, double Patterns)>[strata.All.Count];
        for (int i = 0; i < sums.Length; i++)
        {
            if (strata.All[i].Sums(MaxSums) is not { } found)
                return null;
            sums[i] = found;
        }
        return sums;
    }

    private static int Draw(SignFlipStrata strata, double least, ulong seed, int draws)
    {
        double[][][] tables = [.. strata.All.Select(s => s.Magnitudes.Chunk(8).Select(SignFlipTest.SubsetSums).ToArray())];
        int groups = tables.Sum(t => t.Length), words = (groups + 7) / 8, reached = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            double sum = 0, variance = 0;
            ulong coins = 0;
            int group = 0;
            for (int stratum = 0; stratum < tables.Length; stratum++)
            {
                double negative = 0;
                foreach (double[] table in tables[stratum])
                {
                    if (group % 8 == 0)
                        coins = SplitMix.Bits(seed, (ulong)draw * (ulong)words + (ulong)(group / 8));
                    negative += table[(int)(coins & 0xFF)];
                    coins >>= 8;
                    group++;
                }
                sum += strata.All[stratum].Total - 2 * negative;
                variance += strata.All[stratum].Variance(negative);
            }
            if (Math.Abs(strata.Statistic(sum, variance)) >= least)
                reached++;
        }
        return reached;
    }

    // Counts the patterns whose statistic is at least the bound, stratum by stratum. With all signs alike the rest has both its largest sum
    // and its smallest
    // variance, so that a branch is followed only if it holds such a pattern.
    private sealed class Count
    {
        private readonly SignFlipStrata strata;
        private readonly List<(double Negative, double Patterns)>[] sums;
        private readonly double least, most;
        private readonly double[] restSum, restVariance; // of the strata from this one on
        private double visited, patterns;

        public Count(SignFlipStrata strata, List<(double Negative, double Patterns)>[] sums, double least, double most)
        {
            (this.strata, this.sums, this.least, this.most) = (strata, sums, least, most);
            restSum = new double[sums.Length + 1];
            restVariance = new double[sums.Length + 1];
            int nonZero = 0;
            for (int i = sums.Length - 1; i >= 0; i--)
            {
                restSum[i] = restSum[i + 1] + strata.All[i].Total;
                restVariance[i] = restVariance[i + 1] + strata.All[i].MinVariance;
                nonZero += strata.All[i].Magnitudes.Length;
            }
            Follow(0, 0, 0, 1);
            P = visited > most ? null : Math.Min(1, Math.ScaleB(patterns, 1 - nonZero)); // the mirror images are as many
        }

        /// <summary>Two-sided; null when the count would have taken too long.</summary>
        public double? P { get; }

        private void Follow(int stratum, double sum, double variance, double count)
        {
            if (stratum == sums.Length)
            {
                patterns += count;
                return;
            }
            var current = strata.All[stratum];
            foreach (var (negative, times) in CollectionsMarshal.AsSpan(sums[stratum]))
            {
                if (++visited > most)
                    return;
                double part = Math.Max(0, current.Total - 2 * negative), withPart = variance + current.Variance(negative);
                if (!Reaches(stratum + 1, sum + part, withPart))
                    return; // further ones have smaller sums and larger variances, their mirror images too
                Follow(stratum + 1, sum + part, withPart, count * times);
                if (part > current.Tolerance && Reaches(stratum + 1, sum - part, withPart))
                    Follow(stratum + 1, sum - part, withPart, count * times);
            }
        }

        private bool Reaches(int next, double sum, double variance) =>
            strata.Statistic(sum + restSum[next], variance + restVariance[next]) >= least;
    }
}
