namespace Sweep.Statistics.PostHoc;

/// <summary>The common variance within independent groups.</summary>
/// <param name="Value">Sum of squared deviations from group means over the degrees of freedom.</param>
/// <param name="DegreesOfFreedom">Values less groups.</param>
internal readonly record struct GroupVariance(double Value, int DegreesOfFreedom)
{
    /// <summary>The variance of at least two groups of at least one value.</summary>
    /// <exception cref="ArgumentException">There are too few groups, or no spread within them.</exception>
    public static GroupVariance Of(IReadOnlyList<Sample> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count < 2)
            throw new ArgumentException($"The test needs at least two groups, not {groups.Count}.", nameof(groups));
        int degreesOfFreedom = groups.Sum(g => g.Count - 1);
        double squares = groups.Where(g => g.Count > 1).Sum(g => g.Variance * (g.Count - 1));
        if (!(degreesOfFreedom > 0 && squares > 0))
            throw new ArgumentException("The groups have no spread within; the test needs values that differ.", nameof(groups));
        return new GroupVariance(squares / degreesOfFreedom, degreesOfFreedom);
    }
}

/// <summary>Two groups compared within a family.</summary>
/// <param name="First">Index of the first group.</param>
/// <param name="Second">Index of the group it is compared with.</param>
/// <param name="Estimate">mean(first) - mean(second).</param>
/// <param name="StandardError">Of the estimate, by the common variance.</param>
/// <param name="Interval">Simultaneous over the family.</param>
/// <param name="P">Two-sided, adjusted for the family.</param>
public sealed record GroupContrast(int First, int Second, double Estimate, double StandardError, Interval Interval, double P);
