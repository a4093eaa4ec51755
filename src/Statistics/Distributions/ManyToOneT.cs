using MathNet.Numerics.RootFinding;

namespace Sweep.Statistics.Distributions;

/// <summary>The largest of several |t| that share one control group and one standard deviation: the law of Dunnett's test.</summary>
/// <remarks>Dunnett, JASA 50 (1955), 1096-1121, doi:10.1080/01621459.1955.10501294. Correlations are l_i l_j with
/// l_i = sqrt(n_i/(n_i + n_0)); given the control's deviation the comparisons are independent, which leaves a double integral.</remarks>
public sealed class ManyToOneT
{
    private const double NormalReach = 9, PanelWidth = 1, OwnPanelWidth = 1.4, Underflow = 39;
    private readonly double[] loadings, owns; // (treatments): l_i and sqrt(1 - l_i^2)
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
        loadings = [.. counts.Select(n => Math.Sqrt(n / ((double)n + controlCount)))];
        owns = [.. counts.Select(n => Math.Sqrt(controlCount / ((double)n + controlCount)))];
        this.degreesOfFreedom = degreesOfFreedom;
    }

    /// <summary>P(max |t_i| &gt; t).</summary>
    public double UpperTail(double t)
    {
        if (double.IsNaN(t))
            throw new ArgumentOutOfRangeException(nameof(t), t, "t is not a number.");
        return t <= 0 ? 1 : Math.Min(1, ScaleMixture.UpperTail(degreesOfFreedom, t, AnyBeyond));
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

    // Twice the half above zero, since both signs of the control's deviation are alike.
    private double AnyBeyond(double c)
    {
        if (c > Underflow)
            return 0;
        double sum = 0, reach = Math.Max(NormalReach, c + NormalReach);
        for (double low = 0, high; low < reach; low = high)
        {
            high = Math.Min(reach, low + WidthAt(low, c));
            sum += GaussLegendre.Integrate(low, high, high - low, z => Normal.Density(z) * AnyBeyond(c, z));
        }
        return 2 * sum;
    }

    // Given the control's deviation z a treatment goes from "surely not beyond" to "surely beyond" about z = c/l over a width of own/l. Where
    // its group is far larger than the control's that is a step, and panels must be as narrow; in the far tail the integrand has its peak
    // before it, at z = l c, and is as narrow there.
    private double WidthAt(double z, double c)
    {
        double width = PanelWidth;
        for (int i = 0; i < loadings.Length; i++)
        {
            double l = loadings[i], own = owns[i], from = l * c - NormalReach * own, to = (c + NormalReach * own) / l;
            if (z < to && OwnPanelWidth * own < width)
                width = z < from ? Math.Min(width, Math.Max(from - z, OwnPanelWidth * own)) : OwnPanelWidth * own;
        }
        return width;
    }

    private double AnyBeyond(double c, double z)
    {
        double logNone = 0;
        for (int i = 0; i < loadings.Length; i++)
        {
            double beyond = Normal.UpperTail((c + loadings[i] * z) / owns[i]) + Normal.UpperTail((c - loadings[i] * z) / owns[i]);
            if (beyond >= 1)
                return 1;
            logNone += SmallNumbers.LogOnePlus(-beyond);
        }
        return -SmallNumbers.ExpMinusOne(logNone);
    }
}
