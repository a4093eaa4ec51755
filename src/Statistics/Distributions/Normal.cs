using MathNet.Numerics;

namespace Sweep.Statistics.Distributions;

/// <summary>The standard normal distribution. Tails are computed directly, so that small ones keep their digits.</summary>
public static class Normal
{
    /// <summary>P(Z &gt; z).</summary>
    public static double UpperTail(double z) => SpecialFunctions.Erfc(z / Math.Sqrt(2)) / 2;

    /// <summary>P(|Z| &gt; |z|).</summary>
    public static double TwoSided(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>The z with P(Z &gt; z) = <paramref name="upperTail"/>.</summary>
    /// <param name="upperTail">In (0,1), at least 1e-300.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tail is out of range.</exception>
    public static double UpperQuantile(double upperTail)
    {
        if (!(upperTail >= 1e-300 && upperTail < 1))
            throw new ArgumentOutOfRangeException(nameof(upperTail), upperTail, "A tail probability lies in (0,1).");
        return DoubleSearch.FirstTrue(-40, 40, z => UpperTail(z) <= upperTail);
    }
}
