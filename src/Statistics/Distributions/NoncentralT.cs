namespace Sweep.Statistics.Distributions;

/// <summary>Student's t when the mean is not zero: (Z + noncentrality)/s. It gives the power of t tests.</summary>
/// <remarks>P(T &gt; t) = E[P(Z &gt; t s - noncentrality)] over s = sqrt(chi-square/df), integrated numerically (Johnson, Kotz and
/// Balakrishnan, Continuous Univariate Distributions 2, chapter 31). Relative error about 1e-12.</remarks>
public static class NoncentralT
{
    /// <summary>P(T &gt; t).</summary>
    /// <param name="t">Finite.</param>
    /// <param name="degreesOfFreedom">Positive; need not be an integer.</param>
    /// <param name="noncentrality">Finite; mean over standard error.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double UpperTail(double t, double degreesOfFreedom, double noncentrality)
    {
        if (!double.IsFinite(t))
            throw new ArgumentOutOfRangeException(nameof(t), t, "t is finite.");
        if (!double.IsFinite(noncentrality))
            throw new ArgumentOutOfRangeException(nameof(noncentrality), noncentrality, "The noncentrality is finite.");
        return Math.Min(1, ScaleMixture.Expectation(degreesOfFreedom, Math.Abs(t), s => Normal.UpperTail(t * s - noncentrality)));
    }
}
