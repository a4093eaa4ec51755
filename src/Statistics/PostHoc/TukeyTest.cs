using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.PostHoc;

/// <summary>Tukey's honestly significant differences: all pairs of independent groups of equal variance, with simultaneous intervals; Kramer's
/// standard errors for unequal counts.</summary>
/// <remarks>Tukey, The problem of multiple comparisons, 1953; Kramer, Biometrics 12 (1956), 307-310, doi:10.2307/3001469. For paired seeds
/// the pairwise tests of a comparison are sharper.</remarks>
public static class TukeyTest
{
    /// <summary>Compares all pairs, in the order of <see cref="LevelPairs"/>.</summary>
    /// <param name="groups">At least two, in one unit.</param>
    /// <param name="confidence">Of all intervals together, in (0,1).</param>
    /// <exception cref="ArgumentException">There are too few groups, or no spread within them.</exception>
    public static IReadOnlyList<GroupContrast> Compare(IReadOnlyList<Sample> groups, double confidence = 0.95)
    {
        var variance = GroupVariance.Of(groups);
        double range = StudentizedRange.UpperQuantile(1 - confidence, groups.Count, variance.DegreesOfFreedom);
        return [.. LevelPairs.All(groups.Count).Select(pair =>
        {
            Sample x = groups[pair.First], y = groups[pair.Second];
            double difference = x.Mean - y.Mean, error = Math.Sqrt(variance.Value * (1.0 / x.Count + 1.0 / y.Count));
            double half = range / Math.Sqrt(2) * error;
            double p = StudentizedRange.UpperTail(Math.Sqrt(2) * Math.Abs(difference) / error, groups.Count, variance.DegreesOfFreedom);
            return new GroupContrast(pair.First, pair.Second, difference, error, new Interval(difference - half, difference + half, confidence), p);
        })];
    }
}
