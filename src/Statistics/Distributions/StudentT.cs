using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>Student's t distribution. Tails are incomplete beta functions computed directly, never 1 - CDF.</summary>
/// <remarks>NIST Digital Library of Mathematical Functions, 8.17(i), https://dlmf.nist.gov/8.17:
/// P(|T| &gt; t) = I_x(df/2, 1/2) with x = df/(df + t^2).
/// From 10,000 degrees of freedom on by Hill's expansion of the normal deviate, CACM 13 (1970), 617-619, doi:10.1145/355598.355599.
/// Relative error about 1e-11.</remarks>
public static class StudentT
{
    // The continued fraction loses digits as its first parameter grows, while the expansion gains them.
    private const double ExpandedFrom = 1e4;

    private const int MaxCached = 4096;
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(double, double), double> Known = new();
    private static int knownCount; // the dictionary's own count locks all of it

    /// <summary>P(|T| &gt; |t|).</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degreesOfFreedom">Positive; need not be an integer.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degrees of freedom are not positive, or t is not a number.</exception>
    public static double TwoSided(double t, double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 0))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "Degrees of freedom are positive.");
        if (double.IsNaN(t))
            throw new ArgumentOutOfRangeException(nameof(t), t, "t is not a number.");
        if (double.IsInfinity(t))
            return 0;
        if (double.IsInfinity(degreesOfFreedom))
            return Normal.TwoSided(t);
        if (degreesOfFreedom >= ExpandedFrom)
            return Normal.TwoSided(NormalDeviate(t, degreesOfFreedom));
        double x = degreesOfFreedom / (degreesOfFreedom + t * t);
        return SpecialFunctions.BetaRegularized(degreesOfFreedom / 2, 0.5, x);
    }

    /// <summary>P(T &gt; t).</summary>
    /// <param name="t">Any number.</param>
    /// <param name="degreesOfFreedom">Positive; need not be an integer.</param>
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        double half = TwoSided(t, degreesOfFreedom) / 2;
        return t >= 0 ? half : 1 - half; // the subtraction is harmless: half is at most 0.5
    }

    /// <summary>The t with P(T &gt; t) = <paramref name="upperTail"/>.</summary>
    /// <param name="upperTail">In (0,1).</param>
    /// <param name="degreesOfFreedom">Positive; need not be an integer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static double UpperQuantile(double upperTail, double degreesOfFreedom)
    {
        if (!(upperTail > 0 && upperTail < 1))
            throw new ArgumentOutOfRangeException(nameof(upperTail), upperTail, "A tail probability lies in (0,1).");
        if (upperTail == 0.5)
            return 0;
        if (upperTail > 0.5)
            return -UpperQuantile(1 - upperTail, degreesOfFreedom);
        // A report asks for the same few quantiles once per comparison, of which there may be a hundred thousand.
        var asked = (upperTail, degreesOfFreedom);
        if (Known.TryGetValue(asked, out double known))
            return known;
        double quantile = Solve(upperTail, degreesOfFreedom);
        if (knownCount < MaxCached && Known.TryAdd(asked, quantile))
            Interlocked.Increment(ref knownCount);
        return quantile;
    }

    private static double Solve(double upperTail, double degreesOfFreedom)
    {
        // Newton's method on the logarithm of the tail, kept between bounds that are known to enclose the answer.
        double low = 0, high = double.PositiveInfinity, t = Math.Max(Normal.UpperQuantile(Math.Max(upperTail, 1e-300)), 1e-8);
        for (int step = 0; step < 200; step++)
        {
            double tail = UpperTail(t, degreesOfFreedom);
            if (tail > upperTail)
                low = t;
            else
                high = t;
            double next = t + Math.Log(tail / upperTail) * tail / Density(t, degreesOfFreedom);
            if (!(next > low && next < high))
                next = double.IsInfinity(high) ? 2 * t : low + (high - low) / 2;
            if (Math.Abs(next - t) <= 1e-15 * t || high - low <= 1e-15 * t)
                return next;
            t = next;
        }
        return t;
    }

    // The z whose normal tail is that of t.
    private static double NormalDeviate(double t, double degreesOfFreedom)
    {
        double a = degreesOfFreedom - 0.5, b = 48 * a * a;
        double square = a * AccurateMath.Log1P(t * t / degreesOfFreedom), z = Math.Sqrt(square);
        double second = (((4 * square + 33) * square + 240) * square + 855) / (10 * b * (b + 0.8 * square * square + 100));
        return z * (1 + (square + 3) / b - second);
    }

    private static double Density(double t, double degreesOfFreedom) =>
        Math.Exp(SpecialFunctions.GammaLn((degreesOfFreedom + 1) / 2) - SpecialFunctions.GammaLn(degreesOfFreedom / 2)
            - (degreesOfFreedom + 1) / 2 * Math.Log(1 + t * t / degreesOfFreedom)) / Math.Sqrt(degreesOfFreedom * Math.PI);
}
