using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Two one-sided tests (TOST): is the true difference inside (-rope, +rope)? Equivalent when the interval of level 1 - 2 alpha
/// lies inside.</summary>
/// <remarks>Schuirmann, J. Pharmacokin. Biopharm. 15 (1987), 657-680, doi:10.1007/BF01068419.</remarks>
public static class EquivalenceTest
{
    /// <summary>Tests equivalence by Student's t.</summary>
    /// <param name="difference">The estimated difference; it needs a spread.</param>
    /// <param name="rope">Half-width of the region of practical equivalence, positive, in the unit of the difference.</param>
    /// <param name="alpha">Error rate, in (0,0.5).</param>
    /// <exception cref="InvalidOperationException">The estimate has no spread.</exception>
    public static EquivalenceResult Test(MeanEstimate difference, double rope, double alpha)
    {
        if (!(rope > 0))
            throw new ArgumentOutOfRangeException(nameof(rope), rope, "The region of equivalence has a positive half-width.");
        if (!(alpha > 0 && alpha < 0.5))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,0.5).");
        var interval = difference.At(1 - 2 * alpha);
        double aboveLower = StudentT.UpperTail((difference.Value + rope) / difference.StandardError, difference.DegreesOfFreedom);
        double belowUpper = StudentT.UpperTail((rope - difference.Value) / difference.StandardError, difference.DegreesOfFreedom);
        return new EquivalenceResult(interval, Math.Max(aboveLower, belowUpper), interval.IsInside(rope));
    }
}

/// <summary>Result of the equivalence test.</summary>
/// <param name="Interval">Of the difference, at level 1 - 2 alpha.</param>
/// <param name="P">The larger of the two one-sided p-values.</param>
/// <param name="IsEquivalent">Whether the interval lies inside the region.</param>
public sealed record EquivalenceResult(Interval Interval, double P, bool IsEquivalent);
