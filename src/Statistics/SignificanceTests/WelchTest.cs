using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Welch's t test: difference of two means, variances not assumed equal. Two-sided, with interval.</summary>
/// <remarks>Welch, Biometrika 34 (1947), 28-35, doi:10.1093/biomet/34.1-2.28. For seeds shared by both sides use
/// <see cref="SignFlipTest"/> or <see cref="PairedTTest"/>: they are sharper.</remarks>
public static class WelchTest
{
    /// <summary>Tests whether mean(x) - mean(y) is zero.</summary>
    /// <param name="x">At least two values, same unit as <paramref name="y"/>.</param>
    /// <param name="y">The baseline; a positive estimate means x is larger.</param>
    /// <param name="confidence">Of the interval, in (0,1).</param>
    /// <exception cref="ArgumentException">The standard error is zero or not finite.</exception>
    public static WelchResult Compare(Sample x, Sample y, double confidence = 0.95)
    {
        var difference = MeanEstimate.OfDifference(x, y);
        if (!difference.HasSpread)
            throw new ArgumentException($"Standard error is {difference.StandardError}; both samples need spread and finite values.");
        return new WelchResult(x.Count, y.Count, difference.Value, difference.StandardError, difference.T, difference.DegreesOfFreedom,
            difference.At(confidence), difference.P);
    }
}

/// <summary>Result of Welch's test.</summary>
/// <param name="CountX">Values of the first sample.</param>
/// <param name="CountY">Values of the baseline.</param>
/// <param name="Estimate">mean(x) - mean(y).</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="T">Estimate over error.</param>
/// <param name="DegreesOfFreedom">After Welch.</param>
/// <param name="Interval">Of the difference.</param>
/// <param name="P">Two-sided.</param>
public sealed record WelchResult(int CountX, int CountY, double Estimate, double StandardError, double T, double DegreesOfFreedom,
    Interval Interval, double P);
