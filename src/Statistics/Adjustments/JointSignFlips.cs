using System.Numerics;

namespace Sweep.Statistics.Adjustments;

/// <summary>The largest of several studentized means when their pairs flip signs together: adjusts a family of sign-flip tests for its
/// number, and knows how
/// they depend on each other.</summary>
/// <remarks>
/// <para>Westfall and Young, Resampling-Based Multiple Testing (1993), section 2.6; step-down after Romano and Wolf, JASA 100 (2005),
/// 94-108,
/// doi:10.1198/016214504000000539. For all pairs of levels the sets of hypotheses that can be true together are followed as Bergmann and
/// Hommel do, with
/// the largest statistic of each set in place of its smallest p (Westfall and Tobias, JASA 102 (2007), 487-494,
/// doi:10.1198/016214506000001338). It keeps
/// the family-wise error rate where the differences of the true hypotheses are jointly symmetric, and asymptotically otherwise.</para>
/// <para>A comparison so small that its smallest p exceeds alpha cannot err and burdens no other (Tarone, Biometrics 46 (1990), 515-522,
/// doi:10.2307/2531456). No adjusted p is below the p of its comparison alone.</para>
/// </remarks>
public sealed class JointSignFlips
{
    /// <summary>With so many different keys or fewer all patterns are counted.</summary>
    public const int MaxKeysCounted = 14;

    /// <summary>How many patterns are drawn otherwise unless told: p = (b + 1)/(B + 1).</summary>
    public const int DefaultDraws = 9_999;

    private const int MinDraws = 1_999;
    private const double MaxWork = 6e7; // signs looked up for all pairs of all comparisons: a fraction of a second

    /// <summary>The largest number of levels whose sets of equal ones are all followed.</summary>
    public const int MaxLevelsFollowed = 8;

    private readonly SignFlippedFamily family;
    private readonly Lazy<MaxStatistics> others;

    /// <summary>Prepares a family.</summary>
    /// <param name="members">The comparisons.</param>
    /// <param name="alpha">Family-wise error rate, in (0,1).</param>
    /// <param name="seed">Seed of the drawn patterns.</param>
    /// <param name="draws">How many patterns are drawn; null for <see cref="DefaultDraws"/>, of large families fewer and at least
    /// 1,999.</param>
    public JointSignFlips(IReadOnlyList<FamilyMember> members, double alpha, ulong seed, int? draws = null)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (draws < 1)
            throw new ArgumentOutOfRangeException(nameof(draws), draws, "At least one pattern is drawn.");
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        family = new SignFlippedFamily(members, alpha, MaxKeysCounted, seed, draws ?? DrawsFor(members));
        others = new Lazy<MaxStatistics>(() => new MaxStatistics(family));
    }

    /// <summary>Patterns drawn; null when all are counted.</summary>
    public int? Draws => family.Patterns.IsCounted ? null : family.Patterns.Count;

    /// <summary>Adjusted p-values, each comparison adjusted for the whole family.</summary>
    public double[] SingleStep() => Adjusted(family.Reached(family.Members.Count, (statistics, patterns, reached) =>
    {
        for (int k = 0; k < patterns; k++)
        {
            double largest = 0;
            for (int i = 0; i < statistics.Length; i++)
                largest = family.Burdens[i] ? Math.Max(largest, Math.Abs(statistics[i][k])) : largest;
            for (int i = 0; i < statistics.Length; i++)
                reached[i] += IsReached(i, Math.Max(largest, Math.Abs(statistics[i][k]))) ? 1 : 0;
        }
    }));

    /// <summary>Adjusted p-values, each comparison adjusted for those that are not more extreme.</summary>
    public double[] StepDown()
    {
        int[] order = [.. Enumerable.Range(0, family.Members.Count).OrderByDescending(i => family.Observed[i])];
        double[] adjusted = Adjusted(family.Reached(order.Length, (statistics, patterns, reached) =>
        {
            for (int k = 0; k < patterns; k++)
            {
                double largest = 0;
                for (int place = order.Length - 1; place >= 0; place--)
                {
                    int i = order[place];
                    double own = Math.Max(largest, Math.Abs(statistics[i][k]));
                    reached[i] += IsReached(i, own) ? 1 : 0;
                    largest = family.Burdens[i] ? own : largest;
                }
            }
        }));
        double soFar = 0;
        foreach (int i in order.Where(i => family.Burdens[i]))
            soFar = adjusted[i] = Math.Max(soFar, adjusted[i]);
        return adjusted;
    }

    /// <summary>Adjusted p-values of all pairs of levels: each pair for the sets of equal levels that hold it together; beyond
    /// <see cref="MaxLevelsFollowed"/> levels as <see cref="StepDown"/>.</summary>
    /// <param name="levels">How many levels there are; the family has all their pairs in the order of <see cref="LevelPairs"/>.</param>
    public double[] AllPairs(int levels)
    {
        LevelPairs.Require(family.Members.Count, levels);
        if (levels > MaxLevelsFollowed)
            return StepDown();
        var partitions = LevelPartitions.Enumerate(levels);
        double[] ofGroup = Groups(levels, pair => family.Observed[pair]), observed = [.. partitions.Select(p => MaxOverGroups(p, ofGroup))];
        long[] reached = family.Reached(partitions.Count, (statistics, patterns, counts) =>
        {
            for (int k = 0; k < patterns; k++)
            {
                double[] flipped = Groups(levels, pair => Math.Abs(statistics[pair][k]));
                for (int i = 0; i < counts.Length; i++)
                    counts[i] += MaxOverGroups(partitions[i], flipped) >= observed[i] - SignFlippedFamily.Tolerance ? 1 : 0;
            }
        });
        return [.. LevelPairs.All(levels).Select((pair, i) => Math.Max(family.Members[i].P, partitions
            .Select((p, k) => family.Burdens[i] && p.Any(g => (g >> pair.First & g >> pair.Second & 1) == 1) ? family.Patterns.P(reached[k])
                : 0).Max()))];
    }

    /// <summary>The p, adjusted in a single step, of hypotheses that the mean of one comparison is another value than 0: inverted they give
    /// intervals that
    /// hold together.</summary>
    /// <param name="comparison">Its place in the family; one that was tested.</param>
    public SimultaneousPValues At(int comparison) => new(family, others.Value, comparison);

    private static int DrawsFor(IReadOnlyList<FamilyMember> members)
    {
        double pairs = members.Sum(m => (double)(m.Blocks?.PairCount ?? 0));
        return (int)Math.Clamp(MaxWork / Math.Max(1, pairs), MinDraws, DefaultDraws);
    }

    // (groups as bits): the largest statistic of the pairs within each
    private double[] Groups(int levels, Func<int, double> statistic)
    {
        var largest = new double[1 << levels];
        for (int group = 3; group < largest.Length; group++)
        {
            int rest = group & (group - 1);
            if (rest == 0)
                continue;
            int first = BitOperations.TrailingZeroCount(group), second = BitOperations.TrailingZeroCount(rest),
                pair = LevelPairs.IndexOf(first, second, levels);
            double others = Math.Max(largest[rest], largest[group & ~(1 << second)]);
            largest[group] = family.Burdens[pair] ? Math.Max(others, statistic(pair)) : others;
        }
        return largest;
    }

    private static double MaxOverGroups(int[] groups, double[] ofGroup)
    {
        double largest = 0;
        foreach (int group in groups)
            largest = Math.Max(largest, ofGroup[group]);
        return largest;
    }

    private bool IsReached(int comparison, double largest) => largest >= family.Observed[comparison] - SignFlippedFamily.Tolerance;

    private double[] Adjusted(long[] reached) =>
        [.. family.Members.Select((m, i) => m.Blocks is null ? 1 : Math.Max(m.P, family.Patterns.P(reached[i])))];
}
