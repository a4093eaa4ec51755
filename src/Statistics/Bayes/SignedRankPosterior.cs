using Sweep.Statistics.Randomness;

namespace Sweep.Statistics.Bayes;

/// <summary>The Bayesian signed-rank test: is one method better on most datasets, worse, or practically equal?</summary>
/// <remarks>Benavoli et al., ICML 2014; JMLR 18(77) (2017), section 4.2.2. A Dirichlet process over the differences with a pseudo-value
/// d_0 = 0 of weight 1/2: w ~ Dirichlet(1/2, 1, ..., 1); Above = sum w_i w_j [d_i + d_j &gt; 2 rope], Below likewise, Within the rest; the
/// probability of an outcome is the share of draws in which it is the largest of the three. Ties belong to the region, also to one without
/// width: baycomp gives half of them to either side. O(n) per draw.</remarks>
public static class SignedRankPosterior
{
    /// <summary>How many weights are drawn unless told otherwise: the error is at most .0023.</summary>
    public const int DefaultDraws = 50_000;

    private const double PriorWeight = 0.5;

    /// <summary>Posterior probabilities.</summary>
    /// <param name="differences">One per dataset.</param>
    /// <param name="rope">Half-width of the region of practical equivalence, at least 0.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="draws">How many, at least 99.</param>
    public static RegionPosterior Compute(Sample differences, double rope, ulong seed, int draws = DefaultDraws)
    {
        ArgumentNullException.ThrowIfNull(differences);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 99);
        if (!(rope >= 0 && double.IsFinite(rope)))
            throw new ArgumentOutOfRangeException(nameof(rope), rope, "The region has a half-width of at least 0.");
        double[] sorted = [.. differences.Values.ToArray().Append(0).Order()];
        int prior = Array.IndexOf(sorted, 0.0), n = sorted.Length;
        // aboveFrom[i]: the first j whose sum with i exceeds 2 rope; belowTo[i]: the first j whose sum is at least -2 rope
        int[] aboveFrom = [.. sorted.Select(a => Count(sorted, b => a + b <= 2 * rope + Rounding(a, b)))];
        int[] belowTo = [.. sorted.Select(a => Count(sorted, b => a + b < -2 * rope - Rounding(a, b)))];

        var stream = new RandomStream(seed);
        double[] sums = new double[n + 1]; // cumulated weights
        double below = 0, within = 0, above = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            for (int i = 0; i < n; i++)
                sums[i + 1] = sums[i] + (i == prior ? HalfGamma(stream) : stream.Exponential());
            double total = sums[n] * sums[n], right = 0, left = 0;
            for (int i = 0; i < n; i++)
            {
                double weight = sums[i + 1] - sums[i];
                right += weight * (sums[n] - sums[aboveFrom[i]]);
                left += weight * sums[belowTo[i]];
            }
            double middle = total - right - left;
            if (middle >= Math.Max(right, left))
                within++;
            else if (right > left)
                above++;
            else
                below++;
        }
        return new RegionPosterior(below / draws, within / draws, above / draws);
    }

    // .3 and .1 - .4 are opposites: what rounding alone sets apart is tied.
    private static double Rounding(double a, double b) => 1e-12 * (Math.Abs(a) + Math.Abs(b));

    // The number of leading elements that satisfy a condition which holds for a prefix of the sorted values.
    private static int Count(double[] sorted, Func<double, bool> condition)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (condition(sorted[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // Gamma with shape PriorWeight = 1/2 is half a squared normal.
    private static double HalfGamma(RandomStream stream) => PriorWeight * Math.Pow(stream.Gaussian(), 2);
}
