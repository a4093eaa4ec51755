using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Student's paired t test: is the mean of paired differences zero? Two-sided, with interval.</summary>
/// <remarks>Student, Biometrika 6 (1908), 1-25, doi:10.1093/biomet/6.1.1.</remarks>
public static class PairedTTest
{
    /// <summary>Tests whether the mean difference is zero.</summary>
    /// <param name="differences">At least two values that differ.</param>
    /// <param name="confidence">Of the interval, in (0,1).</param>
    /// <exception cref="ArgumentException">The differences have no spread.</exception>
    public static PairedTResult Test(Sample differences, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(differences);
        var mean = MeanEstimate.OfMean(differences);
        if (!mean.HasSpread)
            throw new ArgumentException($"Standard error is {mean.StandardError}; the differences need at least two values that differ.", nameof(differences));
        return new PairedTResult(differences.Count, mean.Value, mean.StandardError, mean.T, mean.DegreesOfFreedom, mean.At(confidence), mean.P);
    }
}

/// <summary>Result of the paired t test.</summary>
/// <param name="Count">Number of pairs.</param>
/// <param name="Estimate">Mean difference.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="T">Estimate over error.</param>
/// <param name="DegreesOfFreedom">Pairs - 1.</param>
/// <param name="Interval">Of the mean difference.</param>
/// <param name="P">Two-sided.</param>
public sealed record PairedTResult(int Count, double Estimate, double StandardError, double T, double DegreesOfFreedom, Interval Interval, double P);
