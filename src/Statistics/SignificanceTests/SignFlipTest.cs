using System.Numerics;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Fisher's randomization test of a (weighted) sum of paired differences: under "no difference" each sign is a fair coin.
/// Exact up to <see cref="ExactLimit"/> non-zero differences, otherwise Monte Carlo.</summary>
/// <remarks>Fisher, The Design of Experiments (1935), section 21; p = (b + 1)/(B + 1) after Phipson and Smyth,
/// doi:10.2202/1544-6115.1585. The exact count joins two sorted lists of half sums (Horowitz and Sahni, doi:10.1145/321812.321823),
/// so 40 differences cost a million steps instead of 2^40. For a test stratified over blocks pass each difference times its block's
/// weight over its block's count: signs are flipped within blocks anyway.</remarks>
public static class SignFlipTest
{
    /// <summary>The largest number of non-zero differences whose sign patterns are all counted.</summary>
    public const int ExactLimit = 40;

    /// <summary>How many sign patterns are drawn beyond <see cref="ExactLimit"/> unless told otherwise.</summary>
    public const int DefaultDraws = 100_000;

    // Sums that are equal in exact arithmetic may differ in their last bits; they must count as ties.
    private const double RelativeTolerance = 1e-12;

    /// <summary>Tests whether the sum of the contributions is zero.</summary>
    /// <param name="contributions">Differences, already weighted; finite.</param>
    /// <param name="seed">Seed of the drawn sign patterns; unused when the count is exact.</param>
    /// <param name="alternative">Greater: the contributions tend to be positive.</param>
    /// <param name="draws">How many sign patterns to draw beyond <see cref="ExactLimit"/>.</param>
    public static SignFlipResult Test(Sample contributions, ulong seed, Alternative alternative = Alternative.TwoSided, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        return Test(contributions, seed, alternative, draws, ExactLimit);
    }

    internal static SignFlipResult Test(Sample contributions, ulong seed, Alternative alternative, int draws, int exactLimit)
    {
        double statistic = 0, scale = 0;
        var magnitudes = new List<double>(contributions.Count);
        foreach (double c in contributions.Values)
        {
            statistic += c;
            scale += Math.Abs(c);
            if (c != 0)
                magnitudes.Add(Math.Abs(c));
        }
        double tolerance = RelativeTolerance * scale;
        double directed = alternative switch
        {
            Alternative.Greater => statistic,
            Alternative.Less => -statistic,
            _ => Math.Abs(statistic),
        };
        // Two-sided at an observed sum of zero: every pattern is at least as extreme.
        bool certain = magnitudes.Count == 0 || (alternative == Alternative.TwoSided && directed <= tolerance);
        int sides = alternative == Alternative.TwoSided ? 2 : 1;
        double threshold = directed - tolerance;

        if (magnitudes.Count <= exactLimit)
        {
            double exact = certain ? 1 : Math.Min(1, sides * Math.ScaleB(CountAtLeast(magnitudes, threshold), -magnitudes.Count));
            return new SignFlipResult(contributions.Count, magnitudes.Count, statistic, exact, NullLaw.Exact, Draws: null);
        }
        double drawn = certain ? 1 : (DrawAtLeast(magnitudes, threshold, sides == 2, seed, draws) + 1.0) / (draws + 1.0);
        return new SignFlipResult(contributions.Count, magnitudes.Count, statistic, drawn, NullLaw.MonteCarlo, draws);
    }

    private static long CountAtLeast(List<double> magnitudes, double threshold)
    {
        int half = magnitudes.Count / 2;
        double[] low = SortedSums(magnitudes, 0, half), high = SortedSums(magnitudes, half, magnitudes.Count);
        long count = 0;
        int fromTop = high.Length; // high[fromTop..] reach the threshold together with the current low
        foreach (double x in low)
        {
            while (fromTop > 0 && x + high[fromTop - 1] >= threshold)
                fromTop--;
            count += high.Length - fromTop;
        }
        return count;
    }

    // All 2^k signed sums in ascending order: each further value merges the list moved down with the list moved up.
    private static double[] SortedSums(List<double> magnitudes, int from, int to)
    {
        double[] sums = [0];
        for (int m = from; m < to; m++)
        {
            double a = magnitudes[m];
            var next = new double[2 * sums.Length];
            for (int down = 0, up = 0, i = 0; i < next.Length; i++)
            {
                bool takeDown = down < sums.Length && (up == sums.Length || sums[down] - a <= sums[up] + a);
                next[i] = takeDown ? sums[down++] - a : sums[up++] + a;
            }
            sums = next;
        }
        return sums;
    }

    private static int DrawAtLeast(List<double> magnitudes, double threshold, bool twoSided, ulong seed, int draws)
    {
        int words = (magnitudes.Count + 63) / 64, reached = 0;
        double total = 0;
        foreach (double magnitude in magnitudes)
            total += magnitude;
        for (int draw = 0; draw < draws; draw++)
        {
            double positive = 0; // sum of the magnitudes whose coin shows heads
            for (int word = 0; word < words; word++)
            {
                ulong coins = SplitMix.Bits(seed, (ulong)draw * (ulong)words + (ulong)word);
                int left = Math.Min(64, magnitudes.Count - 64 * word);
                if (left < 64)
                    coins &= (1UL << left) - 1;
                for (; coins != 0; coins &= coins - 1)
                    positive += magnitudes[64 * word + BitOperations.TrailingZeroCount(coins)];
            }
            double sum = 2 * positive - total;
            if ((twoSided ? Math.Abs(sum) : sum) >= threshold)
                reached++;
        }
        return reached;
    }
}

/// <summary>Result of the sign-flip test.</summary>
/// <param name="Count">Differences given.</param>
/// <param name="NonZeroCount">Those not exactly zero; the smallest possible two-sided p is 2^(1 - this).</param>
/// <param name="Statistic">The observed sum.</param>
/// <param name="P">The p-value.</param>
/// <param name="Law">Exact or Monte Carlo.</param>
/// <param name="Draws">How many patterns were drawn; null when counted exactly.</param>
public sealed record SignFlipResult(int Count, int NonZeroCount, double Statistic, double P, NullLaw Law, int? Draws);
