using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>The F distribution of a ratio of mean squares. The upper tail is an incomplete beta function, never 1 - CDF.</summary>
/// <remarks>NIST Digital Library of Mathematical Functions, 8.17, https://dlmf.nist.gov/8.17:
/// P(F &gt; f) = I_x(d2/2, d1/2) with x = d2/(d2 + d1 f). Relative error about 1e-11.</remarks>
public static class FisherF
{
    /// <summary>P(F &gt; f).</summary>
    /// <param name="f">Any number; at most 0 gives 1, infinity gives 0.</param>
    /// <param name="numerator">Degrees of freedom of the numerator, positive.</param>
    /// <param name="denominator">Degrees of freedom of the denominator, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">Degrees of freedom are not positive, or f is not a number.</exception>
    public static double UpperTail(double f, double numerator, double denominator)
    {
        if (!(numerator > 0 && denominator > 0))
            throw new ArgumentOutOfRangeException(nameof(numerator),
                $"Degrees of freedom are positive, not {numerator} and {denominator}.");
        if (double.IsNaN(f))
            throw new ArgumentOutOfRangeException(nameof(f), f, "f is not a number.");
        if (f <= 0)
            return 1;
        return double.IsPositiveInfinity(f)
            ? 0
            : SpecialFunctions.BetaRegularized(denominator / 2, numerator / 2, denominator / (denominator + numerator * f));
    }
}
