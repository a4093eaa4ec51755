using System.Buffers;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Fisher's randomization test of a (weighted) sum of paired differences: under "no difference" each sign is a fair coin.
/// Exact up to <see cref="ExactLimit"/> non-zero differences, and up to <see cref="NormalFrom"/> where they lie on a grid, as accuracies
/// do; beyond, Monte Carlo, or normal where many differences share the spread evenly.</summary>
/// <remarks>Fisher, The Design of Experiments (1935), section 21; p = (b + 1)/(B + 1) after Phipson and Smyth,
/// doi:10.2202/1544-6115.1585. The exact count joins two sorted lists of half sums (Horowitz and Sahni, doi:10.1145/321812.321823),
/// so 40 differences cost a million steps instead of 2^40; on a grid an integer dynamic programme counts more of them in less time. For a
/// test stratified over blocks pass each difference times its block's weight over its block's count: signs are flipped within blocks
/// anyway.</remarks>
public static class SignFlipTest
{
    /// <summary>The largest number of non-zero differences whose sign patterns are all counted.</summary>
    public const int ExactLimit = 40;

    /// <summary>Beyond so many non-zero differences the sum is taken as normal with variance sum d^2, provided that none of them has more
    /// than one percent of it: a few divergences among thousands of small differences make a distribution with several humps.</summary>
    public const int NormalFrom = 200;

    /// <summary>How many sign patterns are drawn beyond <see cref="ExactLimit"/> unless told otherwise.</summary>
    public const int DefaultDraws = 100_000;

    // Sums that are equal in exact arithmetic may differ in their last bits; they must count as ties. The differences themselves carry
    // errors of the values that they came from, about a share of the sum; a few huge differences must not make ties of all others, hence
    // also a share of what the sum would be if all were like the median.
    private const double RelativeTolerance = 1e-12, MedianTolerance = 1e-11, RoundOff = 1.1102230246251565e-16; // 2^-53
    private const double Dominance = 1 + 1e-9, Giant = 1e4; // below, the others keep half their digits beside them
    private const int MaxGiants = 12;

    internal const int QuickLimit = 20;
    private const int RoundedUnits = 1 << 15;

    private const double MaxNormalShare = 0.01;
    private const double MaxGridSteps = 1 << 25; // some 10 ms

    /// <summary>Tests whether the sum of the contributions is zero.</summary>
    /// <param name="contributions">Differences, already weighted; finite.</param>
    /// <param name="seed">Seed of the drawn sign patterns; unused when the count is exact.</param>
    /// <param name="alternative">Greater: the contributions tend to be positive.</param>
    /// <param name="draws">How many sign patterns to draw beyond <see cref="ExactLimit"/>.</param>
    public static SignFlipResult Test(Sample contributions, ulong seed, Alternative alternative = Alternative.TwoSided,
        int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(contributions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        return Test(contributions, seed, alternative, draws, ExactLimit);
    }

    /// <summary>The same for thousands of comparisons at once: off the grid an upper bound of p takes the place of counts beyond
    /// <see cref="QuickLimit"/> differences, at a thousandth of the cost.</summary>
    internal static SignFlipResult TestQuickly(Sample contributions, ulong seed) =>
        Test(contributions, seed, Alternative.TwoSided, DefaultDraws, ExactLimit, quick: true);

    internal static SignFlipResult Test(Sample contributions, ulong seed, Alternative alternative, int draws, int exactLimit,
        bool quick = false)
    {
        double statistic = 0;
        var magnitudes = new List<double>(contributions.Count); // signed until giants are taken out
        foreach (double c in contributions.Values)
        {
            statistic += c;
            if (c != 0)
                magnitudes.Add(c);
        }
        int nonZero = magnitudes.Count;
        (alternative, double above, double share) = TakeOutGiants(magnitudes, alternative);
        double sum = 0, scale = 0;
        for (int i = 0; i < magnitudes.Count; i++)
        {
            sum += magnitudes[i];
            scale += magnitudes[i] = Math.Abs(magnitudes[i]);
        }
        double tolerance = Tolerance(magnitudes, scale);
        double directed = alternative switch
        {
            Alternative.Greater => sum,
            Alternative.Less => -sum,
            _ => Math.Abs(sum),
        };
        // Two-sided at an observed sum of zero: every pattern is at least as extreme.
        bool certain = magnitudes.Count == 0 || (alternative == Alternative.TwoSided && directed <= tolerance);
        int sides = alternative == Alternative.TwoSided ? 2 : 1;
        double threshold = directed - tolerance;

        if (certain && magnitudes.Count <= Math.Max(exactLimit, NormalFrom))
            return Exact(1);
        // Up to the limit the grid must beat the two lists; beyond, it need only be affordable.
        double affordable = magnitudes.Count <= exactLimit ? Math.Min(MaxGridSteps, 8 * Math.ScaleB(1, magnitudes.Count / 2))
            : MaxGridSteps;
        if (exactLimit > 0 && magnitudes.Count <= NormalFrom && LatticeDistribution.TryCreate(magnitudes, affordable) is { } grid)
            return Exact(Math.Min(1, sides * grid.UpperTail((long)Math.Round(directed / grid.Unit))));
        if (magnitudes.Count > QuickLimit && magnitudes.Count <= NormalFrom && quick)
        {
            var rounded = LatticeDistribution.Rounded(magnitudes, RoundedUnits);
            long least = (long)Math.Floor(directed / rounded.Unit - magnitudes.Count / 2.0);
            return Exact(Math.Min(1, sides * rounded.UpperTail(least))) with { NullDistribution = NullDistribution.UpperBound };
        }
        if (magnitudes.Count <= exactLimit)
            return Exact(Math.Min(1, sides * Math.ScaleB(CountAtLeast(magnitudes, threshold), -magnitudes.Count)));
        double variance = magnitudes.Sum(m => m * m), largest = magnitudes.Max();
        if (magnitudes.Count > NormalFrom && largest * largest <= MaxNormalShare * variance)
        {
            double z = directed / Math.Sqrt(variance);
            return Result(certain ? 1 : Math.Min(1, sides * Normal.UpperTail(z)), NullDistribution.Normal);
        }
        if (!certain && exactLimit > 0 && LatticeDistribution.TryCreate(magnitudes, MaxGridSteps) is { } uneven)
            return Exact(Math.Min(1, sides * uneven.UpperTail((long)Math.Round(directed / uneven.Unit))));
        double drawn = certain ? 1 : (DrawAtLeast(magnitudes, threshold, sides == 2, seed, draws) + 1.0) / (draws + 1.0);
        return Result(drawn, NullDistribution.MonteCarlo) with { Draws = draws };

        SignFlipResult Exact(double p) => Result(p, NullDistribution.Exact);

        SignFlipResult Result(double p, NullDistribution distribution) =>
            new(contributions.Count, nonZero, statistic, above + share * p, distribution, Draws: null);
    }

    // A difference larger than all others together decides by its sign which patterns are more extreme than the observed one; so do several
    // giants whose sums are equal or further apart than the others reach. Only among the patterns where their sum is the observed one do
    // the others count, in its direction. So divergences do not swallow the digits of the rest: p is what lies above plus a share of the p
    // of those that remain.
    private static (Alternative Alternative, double Above, double Share) TakeOutGiants(List<double> signed, Alternative alternative)
    {
        double above = 0, share = 1;
        double[] sizes = [.. signed.Select(Math.Abs).OrderDescending()];
        double[] rest = new double[sizes.Length + 1]; // rest[i]: what the values from the i-th on sum to
        for (int i = sizes.Length - 1; i >= 0; i--)
            rest[i] = rest[i + 1] + sizes[i];
        for (int from = 0, count; (count = CountOfGiants(from)) > 0; from += count)
        {
            double smallest = sizes[from + count - 1];
            double[] giants = [.. signed.Where(x => Math.Abs(x) >= smallest)];
            if (Split(giants, 2 * rest[from + count], alternative) is not { } split)
                break;
            above += share * split.Beyond;
            share *= split.Ties;
            alternative = split.Alternative;
            signed.RemoveAll(x => Math.Abs(x) >= smallest);
        }
        return (alternative, above, share);

        int CountOfGiants(int from)
        {
            for (int count = 1; count <= MaxGiants && from + count < sizes.Length + (count == 1 ? 1 : 0); count++)
            {
                if (sizes[from + count - 1] > (count == 1 ? Dominance : Giant) * rest[from + count])
                    return count;
            }
            return 0;
        }
    }

    // Which shares of the sign patterns of giants are more extreme than the observed one, and which tie with it; null where others could
    // decide between two of their sums. Two-sided patterns come with their mirror images, so that one side speaks for both, unless the
    // observed sum is zero.
    private static (double Beyond, double Ties, Alternative Alternative)? Split(double[] giants, double reach, Alternative alternative)
    {
        double observed = giants.Sum(), tolerance = giants.Length * RoundOff * giants.Sum(Math.Abs);
        bool isZero = Math.Abs(observed) <= tolerance, folds = alternative == Alternative.TwoSided && !isZero;
        var side = folds ? (observed > 0 ? Alternative.Greater : Alternative.Less) : alternative;
        int beyond = 0, ties = 0, patterns = 1 << giants.Length;
        for (int pattern = 0; pattern < patterns; pattern++)
        {
            double sum = 0;
            for (int i = 0; i < giants.Length; i++)
                sum += (pattern >> i & 1) == 1 ? giants[i] : -giants[i];
            double over = side == Alternative.Greater ? sum - observed : side == Alternative.Less ? observed - sum : Math.Abs(sum);
            if (Math.Abs(over) <= tolerance)
                ties++;
            else if (Math.Abs(over) <= reach)
                return null;
            else if (over > 0)
                beyond++;
        }
        double weight = (folds ? 2.0 : 1.0) / patterns;
        return (beyond * weight, ties * weight, side);
    }

    /// <summary>What rounding may add to a signed sum of magnitudes whose total is <paramref name="scale"/>.</summary>
    internal static double Tolerance(List<double> magnitudes, double scale)
    {
        double summing = magnitudes.Count * RoundOff * scale;
        if (magnitudes.Count is 0 or > NormalFrom) // ties matter to no one there
            return summing;
        Span<double> sorted = stackalloc double[magnitudes.Count];
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(magnitudes).CopyTo(sorted);
        sorted.Sort();
        return Math.Max(summing, Math.Min(RelativeTolerance * scale, MedianTolerance * magnitudes.Count * sorted[sorted.Length / 2]));
    }

    private static long CountAtLeast(List<double> magnitudes, double threshold)
    {
        int half = magnitudes.Count / 2;
        ReadOnlySpan<double> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(magnitudes);
        double[] lowBuffer = SortedSums(all[..half]), highBuffer = SortedSums(all[half..]);
        ReadOnlySpan<double> low = lowBuffer.AsSpan(0, 1 << half), high = highBuffer.AsSpan(0, 1 << (all.Length - half));
        long count = 0;
        int fromTop = high.Length; // high[fromTop..] reach the threshold together with the current low
        foreach (double x in low)
        {
            while (fromTop > 0 && x + high[fromTop - 1] >= threshold)
                fromTop--;
            count += high.Length - fromTop;
        }
        ArrayPool<double>.Shared.Return(lowBuffer);
        ArrayPool<double>.Shared.Return(highBuffer);
        return count;
    }

    // All 2^k signed sums in ascending order, in a rented array: each further value merges the list moved down with the list moved up.
    // The merge has no branches: which list comes next is as good as random.
    private static double[] SortedSums(ReadOnlySpan<double> magnitudes)
    {
        double[] sums = ArrayPool<double>.Shared.Rent(1 << magnitudes.Length), next = ArrayPool<double>.Shared.Rent(1 << magnitudes.Length);
        sums[0] = 0;
        for (int m = 0; m < magnitudes.Length; m++)
        {
            double a = magnitudes[m];
            ReadOnlySpan<double> from = sums.AsSpan(0, 1 << m);
            Span<double> to = next.AsSpan(0, 2 << m);
            int down = 0, up = 0;
            for (int i = 0; i < from.Length; i++)
            {
                double x = from[down] - a, y = from[up] + a, smaller = Math.Min(x, y);
                to[i] = smaller;
                to[^(i + 1)] = -smaller; // the signed sums lie symmetrically about zero
                int isDown = x <= y ? 1 : 0;
                down += isDown;
                up += 1 - isDown;
            }
            (sums, next) = (next, sums);
        }
        ArrayPool<double>.Shared.Return(next);
        return sums;
    }

    private static int DrawAtLeast(List<double> magnitudes, double threshold, bool twoSided, ulong seed, int draws)
    {
        double[][] groups = [.. magnitudes.Chunk(8).Select(SubsetSums)];
        int words = (groups.Length + 7) / 8, reached = 0;
        double total = magnitudes.Sum();
        for (int draw = 0; draw < draws; draw++)
        {
            double positive = 0; // sum of the magnitudes whose coin shows heads
            ulong coins = 0;
            for (int group = 0; group < groups.Length; group++, coins >>= 8)
            {
                if (group % 8 == 0)
                    coins = SplitMix.Bits(seed, (ulong)draw * (ulong)words + (ulong)(group / 8));
                positive += groups[group][(int)(coins & 0xFF)];
            }
            double sum = 2 * positive - total;
            if ((twoSided ? Math.Abs(sum) : sum) >= threshold)
                reached++;
        }
        return reached;
    }

    /// <summary>(256): the sum of the magnitudes whose bit is set, of at most eight; bits beyond the last one add nothing.</summary>
    internal static double[] SubsetSums(double[] magnitudes)
    {
        var sums = new double[256];
        for (int bits = 1; bits < 256; bits++)
        {
            int lowest = System.Numerics.BitOperations.TrailingZeroCount(bits);
            sums[bits] = sums[bits & (bits - 1)] + (lowest < magnitudes.Length ? magnitudes[lowest] : 0);
        }
        return sums;
    }
}

/// <summary>Result of the sign-flip test.</summary>
/// <param name="Count">Differences given.</param>
/// <param name="NonZeroCount">Those not exactly zero; the smallest possible two-sided p is 2^(1 - this).</param>
/// <param name="Statistic">The observed sum.</param>
/// <param name="P">The p-value.</param>
/// <param name="NullDistribution">Exact, Monte Carlo or normal.</param>
/// <param name="Draws">How many patterns were drawn; null when none were.</param>
public sealed record SignFlipResult(int Count, int NonZeroCount, double Statistic, double P, NullDistribution NullDistribution, int? Draws);
