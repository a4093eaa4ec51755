using MathNet.Numerics.RootFinding;

namespace Sweep.Statistics.Distributions;

/// <summary>The largest of several |t| that share one control group and one standard deviation: the law of Dunnett's test.</summary>
/// <remarks>Dunnett, JASA 50 (1955), 1096-1121, doi:10.1080/01621459.1955.10501294. Correlations are l_i l_j with
/// l_i = sqrt(n_i/(n_i + n_0)); given the control's deviation the comparisons are independent, which leaves a double integral.</remarks>
public sealed class ManyToOneT
{
    private const double NormalReach = 9;
    private readonly double[] loadings; // (treatments)
    private readonly double degreesOfFreedom;

    /// <summary>The law for group sizes.</summary>
    /// <param name="controlCount">Values of the control; at least 1.</param>
    /// <param name="counts">Values of each treatment; at least one treatment.</param>
    /// <param name="degreesOfFreedom">Of the common standard deviation; positive.</param>
    public ManyToOneT(int controlCount, IReadOnlyList<int> counts, double degreesOfFreedom)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(controlCount);
        if (counts.Count == 0 || counts.Any(n => n < 1))
            throw new ArgumentException("There is at least one treatment, and each has at least one value.", nameof(counts));
        loadings = [.. counts.Select(n => Math.Sqrt(n / (double)(n + controlCount)))];
        this.degreesOfFreedom = degreesOfFreedom;
    }

    /// <summary>P(max |t_i| &gt; t).</summary>
    public double UpperTail(double t)
    {
        if (double.IsNaN(t))
            throw new ArgumentOutOfRangeException(nameof(t), t, "t is not a number.");
        return t <= 0 ? 1 : Math.Min(1, ScaleMixture.Expectation(degreesOfFreedom, t, s => AnyBeyond(t * s)));
    }

    /// <summary>The t with P(max |t_i| &gt; t) = <paramref name="upperTail"/>.</summary>
    /// <param name="upperTail">In (0,1), at least 1e-12.</param>
    public double UpperQuantile(double upperTail)
    {
        if (!(upperTail >= 1e-12 && upperTail < 1))
            throw new ArgumentOutOfRangeException(nameof(upperTail), upperTail, "A tail probability lies in (0,1).");
        double high = 4;
        while (UpperTail(high) > upperTail)
            high *= 2;
        return Brent.FindRoot(t => Math.Log(UpperTail(t) / upperTail), 1e-8, high, 1e-10, 200);
    }

    private double AnyBeyond(double c) => GaussLegendre.Integrate(-NormalReach, NormalReach, 1, z =>
    {
        double logNone = 0;
        foreach (double l in loadings)
        {
            double own = Math.Sqrt(1 - l * l);
            double beyond = Normal.UpperTail((c + l * z) / own) + Normal.UpperTail((c - l * z) / own);
            if (beyond >= 1)
                return Normal.Density(z);
            logNone += SmallNumbers.LogOnePlus(-beyond);
        }
        return Normal.Density(z) * -SmallNumbers.ExpMinusOne(logNone);
    });
}
