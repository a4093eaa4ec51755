using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>The standard normal distribution. Tails are computed directly, so that small ones keep their digits.</summary>
public static class Normal
{
    private const double RootTwo = 1.4142135623730951;
    private const double PeakDensity = 0.3989422804014327; // 1/sqrt(2 pi)

    /// <summary>P(Z &gt; z).</summary>
    public static double UpperTail(double z) => SpecialFunctions.Erfc(z / RootTwo) / 2;

    /// <summary>P(Z &lt; z).</summary>
    public static double LowerTail(double z) => SpecialFunctions.Erfc(-z / RootTwo) / 2;

    /// <summary>P(|Z| &gt; |z|).</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / RootTwo);

    /// <summary>The density at z.</summary>
    public static double Density(double z) => PeakDensity * Math.Exp(-z * z / 2);

    /// <summary>P(low &lt; Z &lt; high) for low at most high, without cancellation in the tails.</summary>
    internal static double Between(double low, double high) =>
        low > 0 ? UpperTail(low) - UpperTail(high) : LowerTail(high) - LowerTail(low);

    /// <summary>The z with P(Z &gt; z) = <paramref name="upperTail"/>.</summary>
    /// <param name="upperTail">In (0,1), at least 1e-300.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tail is out of range.</exception>
    public static double UpperQuantile(double upperTail)
    {
        if (!(upperTail >= 1e-300 && upperTail < 1))
            throw new ArgumentOutOfRangeException(nameof(upperTail), upperTail, "A tail probability lies in (0,1).");
        return Bisection.FirstTrue(-40, 40, z => UpperTail(z) <= upperTail);
    }
}
