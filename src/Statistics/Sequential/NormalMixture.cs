using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Sequential;

/// <summary>The normal-mixture e-process of a sum whose increments are normal or sub-Gaussian with known variance: for metrics whose seed noise
/// is known, and for outcomes in a known range.</summary>
/// <remarks>Howard, Ramdas, McAuliffe and Sekhon, Ann. Statist. 49 (2021), 1055-1080, doi:10.1214/20-AOS1991, section 3; Robbins, Ann. Math.
/// Statist. 41 (1970), 1397-1409, doi:10.1214/aoms/1177696786. With s the sum of deviations from the mean under test and v its variance:
/// two-sided E = sqrt(rho/(v + rho)) exp(s^2/(2 (v + rho))); one-sided E = 2 sqrt(rho/(v + rho)) exp(s^2/(2 (v + rho))) P(Z &lt; s/sqrt(v + rho)).</remarks>
public sealed class NormalMixture
{
    private readonly bool twoSided;

    /// <summary>A mixture with the given variance parameter.</summary>
    /// <param name="rho">Positive; see <see cref="BestAt"/>.</param>
    /// <param name="twoSided">Whether sums of either sign are evidence.</param>
    public NormalMixture(double rho, bool twoSided)
    {
        if (!(rho > 0 && double.IsFinite(rho)))
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho is positive.");
        Rho = rho;
        this.twoSided = twoSided;
    }

    /// <summary>The variance parameter.</summary>
    public double Rho { get; }

    /// <summary>The mixture whose bound is nearly the tightest at a variance.</summary>
    /// <param name="variance">Of the sum at the time that matters most, such as n sigma^2; positive.</param>
    /// <param name="alpha">Error rate, in (0,1); one-sided in (0,0.5).</param>
    /// <param name="twoSided">Whether sums of either sign are evidence.</param>
    public static NormalMixture BestAt(double variance, double alpha, bool twoSided)
    {
        if (!(variance > 0))
            throw new ArgumentOutOfRangeException(nameof(variance), variance, "The variance is positive.");
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        if (!twoSided && !(alpha < 0.5))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "A one-sided alpha lies in (0,0.5).");
        double logs = 2 * Math.Log(1 / (twoSided ? alpha : 2 * alpha));
        return new NormalMixture(variance / (logs + Math.Log(1 + logs)), twoSided);
    }

    /// <summary>log E.</summary>
    /// <param name="sum">Of deviations from the mean under test.</param>
    /// <param name="variance">Of that sum; at least 0.</param>
    public double LogE(double sum, double variance)
    {
        double total = variance + Rho, z = sum / Math.Sqrt(total);
        double log = (Math.Log(Rho) - Math.Log(total)) / 2;
        return twoSided ? log + z * z / 2 : log + Math.Log(2) + Normal.LogLowerTailOverKernel(z);
    }

    /// <summary>The sum at which E reaches 1/alpha.</summary>
    /// <param name="variance">Of the sum; at least 0.</param>
    /// <param name="alpha">In (0,1).</param>
    public double Bound(double variance, double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        double total = variance + Rho, wanted = Math.Log(1 / alpha);
        double closed = Math.Sqrt(total * (2 * wanted + Math.Log(total / Rho)));
        return twoSided ? closed : DoubleSearch.FirstTrue(0, closed, s => LogE(s, variance) >= wanted);
    }

    /// <summary>The confidence sequence of a mean: these intervals cover it at all times together. One-sided it holds the means against which
    /// large sums are not yet evidence: from a lower end to infinity.</summary>
    /// <param name="mean">Of the values so far.</param>
    /// <param name="count">How many.</param>
    /// <param name="deviation">The known standard deviation (or half the range, for bounded values), positive.</param>
    /// <param name="confidence">In (0,1).</param>
    public Interval ConfidenceSequence(double mean, int count, double deviation, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        double half = Bound(count * deviation * deviation, 1 - confidence) / count;
        return new Interval(mean - half, twoSided ? mean + half : double.PositiveInfinity, confidence);
    }
}
