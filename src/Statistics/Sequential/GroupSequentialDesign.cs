using MathNet.Numerics.RootFinding;
using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Sequential;

/// <summary>How the boundary changes from look to look.</summary>
public enum BoundaryShape
{
    /// <summary>z_k = c/sqrt(share of the data seen): strict early, nearly the fixed test at the end. Keeps the power.</summary>
    OBrienFleming,

    /// <summary>z_k = c at all looks: stops early more often, at the price of power at the end.</summary>
    Pocock,
}

/// <summary>A two-sided test that looks at growing data a number of times planned beforehand and keeps its error rate over all
/// looks.</summary>
/// <remarks>Pocock, Biometrika 64 (1977), 191-199, doi:10.1093/biomet/64.2.191; O'Brien and Fleming, Biometrics 35 (1979), 549-556,
/// doi:10.2307/2530245; recursive integration: Armitage, McPherson and Rowe, J. R. Statist. Soc. A 132 (1969), 235-244,
/// doi:10.2307/2343787. The score S_k is normal with independent increments; a p-value of any test takes the place of z_k as
/// 2 P(Z &gt; z_k) (the significance-level approach, Jennison and Turnbull 2000, section 3.3). Immutable.</remarks>
public sealed class GroupSequentialDesign
{
    // Standard deviations of a score that the integration sees: the paths that reach a boundary at c come from up to sqrt(c^2 + 6^2), less
    // than 1e-8 of them from beyond.
    private const double MinReach = 8.5, ReachPastBoundary = 6;
    // From here on, p below 1e-32, the looks' own crossing probabilities are added up: an upper bound, sharp where a crossing is this rare.
    private const double UnionFrom = 12;
    private readonly double[] fractions;

    /// <summary>A design whose looks come at these shares of the largest number of pairs.</summary>
    /// <param name="shape">How the boundary changes.</param>
    /// <param name="fractions">Ascending, in (0,1], the last one 1; at least one look.</param>
    /// <exception cref="ArgumentException">The shares are not ascending to 1.</exception>
    public GroupSequentialDesign(BoundaryShape shape, IReadOnlyList<double> fractions)
    {
        ArgumentNullException.ThrowIfNull(fractions);
        if (fractions.Count == 0 || !(fractions[0] > 0) || fractions[^1] != 1
            || fractions.Zip(fractions.Skip(1)).Any(p => !(p.First < p.Second)))
            throw new ArgumentException("Looks come at ascending shares of the data, the last one at 1.", nameof(fractions));
        Shape = shape;
        this.fractions = [.. fractions];
    }

    /// <summary>A design of equally spaced looks.</summary>
    /// <param name="shape">How the boundary changes.</param>
    /// <param name="looks">At least 1.</param>
    public static GroupSequentialDesign EquallySpaced(BoundaryShape shape, int looks) =>
        new(shape, [.. Enumerable.Range(1, looks).Select(k => (double)k / looks)]);

    /// <summary>How the boundary changes.</summary>
    public BoundaryShape Shape { get; }

    /// <summary>How often the data are looked at.</summary>
    public int LookCount => fractions.Length;

    /// <summary>The constant c of the boundary: z at the last look.</summary>
    /// <param name="alpha">Two-sided error rate over all looks, in (0,0.5).</param>
    public double Constant(double alpha)
    {
        if (!(alpha > 0 && alpha < 0.5))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,0.5).");
        double single = Normal.UpperQuantile(alpha / 2); // no boundary is below that of a single look, none needs more than Bonferroni's
        if (LookCount == 1)
            return single;
        double high = Normal.UpperQuantile(alpha / 2 / LookCount) + 1e-9;
        return Brent.FindRoot(c => CrossingProbability(c) - alpha, single, high, 1e-13, 200);
    }

    /// <summary>The two-sided p that a test must reach at each look.</summary>
    /// <param name="alpha">Two-sided error rate over all looks, in (0,0.5).</param>
    public IReadOnlyList<double> NominalLevels(double alpha)
    {
        double constant = Constant(alpha);
        return [.. Enumerable.Range(0, LookCount).Select(k => Normal.TwoSided(Bound(constant, k)))];
    }

    /// <summary>The error rate over all looks at which a p-value seen at one look is just significant: the smallest of these over the looks
    /// taken is a p-value whatever made the looking stop, and may be adjusted like any other.</summary>
    /// <param name="p">Two-sided p at the look, in [0,1].</param>
    /// <param name="look">From 0.</param>
    public double SequentialP(double p, int look)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(look);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(look, LookCount);
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A p-value lies in [0,1].");
        if (p == 1 || LookCount == 1)
            return p;
        double z = Normal.UpperQuantile(Math.Max(p, 1e-290) / 2);
        double constant = Shape == BoundaryShape.Pocock ? z : z * Math.Sqrt(fractions[look]);
        return Math.Clamp(CrossingProbability(constant), p, 1);
    }

    /// <summary>P(|Z_k| reaches the boundary with constant c at some look) when there is no difference.</summary>
    public double CrossingProbability(double constant)
    {
        if (!(constant > 0))
            return 1;
        double first = fractions[0], crossed = Normal.TwoSided(Bound(constant, 0));
        if (LookCount == 1)
            return crossed;
        if (constant > UnionFrom)
            return Enumerable.Range(0, LookCount).Sum(k => Normal.TwoSided(Bound(constant, k)));
        var (points, weights) = Inside(constant, 0);
        double[] density = [.. points.Select(s => Normal.Density(s / Math.Sqrt(first)) / Math.Sqrt(first))];
        for (int k = 1; k < LookCount; k++)
        {
            double step = Math.Sqrt(fractions[k] - fractions[k - 1]), edge = Bound(constant, k) * Math.Sqrt(fractions[k]);
            for (int i = 0; i < points.Length; i++)
                crossed += weights[i] * density[i] * (Normal.UpperTail((edge - points[i]) / step)
                    + Normal.UpperTail((edge + points[i]) / step));
            if (k == LookCount - 1)
                break;
            var (nextPoints, nextWeights) = Inside(constant, k);
            density = [.. nextPoints.Select(s => Convolved(s, points, weights, density, step))];
            (points, weights) = (nextPoints, nextWeights);
        }
        return Math.Min(1, crossed);
    }

    private static double Convolved(double s, double[] points, double[] weights, double[] density, double step)
    {
        double sum = 0;
        for (int i = 0; i < points.Length; i++)
            sum += weights[i] * density[i] * Normal.Density((s - points[i]) / step);
        return sum / step;
    }

    private double Bound(double constant, int look) => Shape == BoundaryShape.Pocock ? constant : constant / Math.Sqrt(fractions[look]);

    // Where the score may lie at a look when no boundary has been crossed; panels follow the narrower of the two steps around it.
    private (double[] Points, double[] Weights) Inside(double constant, int look)
    {
        double reach = Math.Max(MinReach, double.Hypot(constant, ReachPastBoundary));
        double spread = Math.Sqrt(fractions[look]), edge = Math.Min(Bound(constant, look), reach) * spread;
        double before = Math.Sqrt(fractions[look] - (look > 0 ? fractions[look - 1] : 0)),
            after = Math.Sqrt(fractions[look + 1] - fractions[look]);
        return GaussLegendre.Grid(-edge, edge, Math.Max(1, (int)Math.Ceiling(2 * edge / (2 * Math.Min(before, after)))));
    }
}
