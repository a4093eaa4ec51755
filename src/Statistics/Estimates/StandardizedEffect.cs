using MathNet.Numerics;

namespace Sweep.Statistics.Estimates;

/// <summary>Effects in units of the spread.</summary>
/// <remarks>Hedges, J. Educ. Statist. 6 (1981), 107-128,
/// doi:10.3102/10769986006002107.</remarks>
public static class StandardizedEffect
{
    /// <summary>Hedges' exact factor J that removes the small-sample bias of an effect: g = J d.</summary>
    /// <param name="degreesOfFreedom">Of the standard deviation; above 1.</param>
    public static double HedgesFactor(double degreesOfFreedom)
    {
        if (!(degreesOfFreedom > 1))
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom,
                "The correction needs more than one degree of freedom.");
        double half = degreesOfFreedom / 2;
        return Math.Exp(SpecialFunctions.GammaLn(half) - SpecialFunctions.GammaLn(half - 0.5)) / Math.Sqrt(half);
    }
}
