using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>Expectations over s = sqrt(chi-square/df), the ratio of an estimated to the true standard deviation: what turns a distribution
/// for a known standard deviation into one for an estimated one.</summary>
/// <remarks>Integrated over u = log s, where the density exp(df u - df e^(2u)/2) is smooth for every df. Values of s whose density is
/// e^-90 of the peak are left out, so that tails keep their digits down to about 1e-25.</remarks>
internal static class ScaleMixture
{
    private const double Depth = 90; // natural logarithms below the peak
    private const double MaxSteepness = 4; // about the peak a tail is no steeper than the density

    /// <summary>E[f(s)].</summary>
    /// <param name="degreesOfFreedom">Positive; infinity means s = 1.</param>
    /// <param name="steepness">How fast f changes with log s, in units of 1: a t of 30 changes a normal tail at 30 per unit.</param>
    /// <param name="function">A bounded, smooth function of s.</param>
    public static double Expectation(double degreesOfFreedom, double steepness, Func<double, double> function) =>
        Integrate(degreesOfFreedom, 0, steepness, function);

    /// <summary>E[f(t s)] for an upper tail f, which falls like that of the normal distribution, exp(-x^2/2). In the far tail not the usual
    /// s matter but small ones: the integrand is then exp(df u - (df + t^2) e^(2u)/2), the density itself moved down by log(1 + t^2/df)/2,
    /// and the integration moves with it.</summary>
    /// <param name="degreesOfFreedom">Positive; infinity means s = 1.</param>
    /// <param name="t">Not negative; infinity gives 0.</param>
    /// <param name="tail">A tail probability: 1 at 0, smooth, falling.</param>
    public static double UpperTail(double degreesOfFreedom, double t, Func<double, double> tail)
    {
        double peak = -Math.Log(double.Hypot(1, t / Math.Sqrt(degreesOfFreedom)));
        return double.IsInfinity(t) ? 0 : Integrate(degreesOfFreedom, peak, Math.Min(t, MaxSteepness), s => tail(t * s));
    }

    private static double Integrate(double degreesOfFreedom, double peak, double steepness, Func<double, double> function)
    {
        if (!(degreesOfFreedom > 0))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are positive.");
        if (double.IsPositiveInfinity(degreesOfFreedom))
            return function(1);
        double v = degreesOfFreedom;
        // log density in u at the peak u = 0 is -v/2 + constant
        double constant = Math.Log(2) + v / 2 * Math.Log(v / 2) - SpecialFunctions.GammaLn(v / 2);
        double Relative(double u) => v * u - v / 2 * (Math.Exp(2 * u) - 1);
        double low = Edge(-1), high = Edge(1); // from the peak
        double width = Math.Min(1.5 / Math.Sqrt(2 * v), 2 / (1 + steepness));
        return GaussLegendre.Integrate(low, high, Math.Max(width, (high - low) / 4000),
            u => Math.Exp(constant - v / 2 + Relative(peak + u)) * function(Math.Exp(peak + u)));

        double Edge(int direction)
        {
            double inside = 0, outside = direction * 1e-6;
            while (Relative(outside) > -Depth)
                (inside, outside) = (outside, 2 * outside);
            for (int step = 0; step < 30; step++)
            {
                double middle = (inside + outside) / 2;
                if (Relative(middle) > -Depth)
                    inside = middle;
                else
                    outside = middle;
            }
            return outside;
        }
    }
}
