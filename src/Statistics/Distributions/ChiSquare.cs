using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>The chi-square distribution. The upper tail is an incomplete gamma function, never 1 - CDF.</summary>
/// <remarks>NIST Digital Library of Mathematical Functions, 8.2, https://dlmf.nist.gov/8.2: P(X &gt; x) = Q(df/2, x/2).</remarks>
public static class ChiSquare
{
    /// <summary>P(X &gt; x).</summary>
    /// <param name="x">Any number; at most 0 gives 1.</param>
    /// <param name="degreesOfFreedom">Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not positive, or x is not a number.</exception>
    public static double UpperTail(double x, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are positive.");
        if (double.IsNaN(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, "x is not a number.");
        return x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2, x / 2);
    }
}
