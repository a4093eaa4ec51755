using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.PostHoc;

/// <summary>Dunnett's test: each of several independent groups against one control, variances equal, with simultaneous intervals.</summary>
/// <remarks>Dunnett, JASA 50 (1955), 1096-1121, doi:10.1080/01621459.1955.10501294; unequal counts included.</remarks>
public static class DunnettTest
{
    /// <summary>Compares each group with the control; <see cref="GroupContrast.Second"/> is -1, the control.</summary>
    /// <param name="groups">At least one.</param>
    /// <param name="control">The control, in the same unit.</param>
    /// <param name="confidence">Of all intervals together, in (0,1).</param>
    /// <exception cref="ArgumentException">There is no group, or no spread within the groups.</exception>
    public static IReadOnlyList<GroupContrast> Compare(IReadOnlyList<Sample> groups, Sample control, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(control);
        var variance = GroupVariance.Of([control, .. groups]);
        var law = new ManyToOneT(control.Count, [.. groups.Select(g => g.Count)], variance.DegreesOfFreedom);
        double critical = law.UpperQuantile(1 - confidence);
        return [.. groups.Select((group, i) =>
        {
            double difference = group.Mean - control.Mean, error = Math.Sqrt(variance.Value * (1.0 / group.Count + 1.0 / control.Count));
            double half = critical * error;
            return new GroupContrast(i, -1, difference, error, new Interval(difference - half, difference + half, confidence),
                law.UpperTail(Math.Abs(difference) / error));
        })];
    }
}
