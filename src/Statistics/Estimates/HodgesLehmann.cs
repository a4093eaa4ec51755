using Sweep.Statistics.Distributions;
using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.Estimates;

/// <summary>The Hodges-Lehmann estimate of a centre: the median of all Walsh averages (d_i + d_j)/2, i &lt;= j, with the interval that
/// inverts the signed-rank test.</summary>
/// <remarks>Hodges and Lehmann, Ann. Math. Statist. 34 (1963), 598-611, doi:10.1214/aoms/1177704172; interval: Hollander, Wolfe and
/// Chicken, Nonparametric Statistical Methods (3rd ed.), section 3.3. Beyond 40 values no average is stored: each order statistic is found
/// by bisection over the doubles and a count in O(n).</remarks>
public static class HodgesLehmann
{
    private const int MaxSorted = 40; // so few averages are sorted faster than bisected

    /// <summary>Estimates the centre of symmetry of paired differences.</summary>
    /// <param name="differences">At least one.</param>
    /// <param name="confidence">Wanted, in (0,1). The level reached is the largest possible one (all Walsh averages) if that is below the
    /// wanted one, else the smallest one not below it. Exact without ties, conservative with them; normal quantiles beyond 200
    /// values.</param>
    public static HodgesLehmannResult Estimate(Sample differences, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0,1).");
        double[] sorted = differences.Values.ToArray();
        Array.Sort(sorted);
        long averages = (long)sorted.Length * (sorted.Length + 1) / 2;
        double[]? sums = sorted.Length <= MaxSorted ? PairSums(sorted) : null;
        double Sum(long k) => sums is null ? PairSum(sorted, k) : sums[k - 1];
        long middle = (averages + 1) / 2;
        double lower = Sum(middle);
        // With an even number the other middle one is often equal, which a count tells sooner than a search.
        double upper = averages % 2 == 1 || (sums is null && CountAtMost(sorted, lower) > middle) ? lower : Sum(middle + 1);
        double median = (lower + upper) / 4;
        var (cut, level) = Cut(sorted.Length, confidence);
        var interval = new Interval(Sum(cut) / 2, Sum(averages + 1 - cut) / 2, level);
        return new HodgesLehmannResult(sorted.Length, median, interval);
    }

    private static double[] PairSums(double[] sorted)
    {
        var sums = new double[sorted.Length * (sorted.Length + 1) / 2];
        int next = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            for (int j = i; j < sorted.Length; j++)
                sums[next++] = sorted[i] + sorted[j];
        }
        Array.Sort(sums);
        return sums;
    }

    // The interval runs from the cut-th smallest Walsh average to the cut-th largest: it misses with 2 P(T <= cut - 1).
    private static (long Cut, double Level) Cut(int n, double confidence)
    {
        double tail = (1 - confidence) / 2;
        if (n > SignedRankDistribution.ExactLimit)
        {
            double mean = n * (n + 1.0) / 4, sd = Math.Sqrt(n * (n + 1.0) * (2.0 * n + 1) / 24);
            return (Math.Max(1, (long)Math.Floor(mean - Normal.UpperQuantile(tail) * sd)), confidence);
        }
        var (cut, below) = SignedRankDistribution.Untied(n).Quantile(tail);
        return (cut, 1 - 2 * below);
    }

    // The k-th smallest d_i + d_j with i <= j, k from 1.
    private static double PairSum(double[] sorted, long k) =>
        Bisection.FirstTrue(2 * sorted[0], 2 * sorted[^1], sum => CountAtMost(sorted, sum) >= k);

    private static long CountAtMost(double[] sorted, double sum)
    {
        long count = 0;
        int j = sorted.Length - 1;
        for (int i = 0; i < sorted.Length; i++)
        {
            while (j >= i && sorted[i] + sorted[j] > sum)
                j--;
            if (j < i)
                break;
            count += j - i + 1;
        }
        return count;
    }
}

/// <summary>Result of the Hodges-Lehmann estimate.</summary>
/// <param name="Count">Differences.</param>
/// <param name="Estimate">The median of the Walsh averages.</param>
/// <param name="Interval">With the level actually reached.</param>
public sealed record HodgesLehmannResult(int Count, double Estimate, Interval Interval);
