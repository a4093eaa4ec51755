using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Power;

/// <summary>Power of the sign-flip test that decides paired comparisons: that of Student's t where its resolution allows, and 0 below. So
/// few pairs find no difference, however large.</summary>
/// <remarks>With a normal spread the two tests have nearly the same power (docs/statistics.md, calibration), but n pairs cannot give a p
/// below 2^(1-n).</remarks>
public static class SignFlipPower
{
    /// <summary>Power of so many pairs.</summary>
    /// <param name="effect">d_z, mean over standard deviation of the differences; its sign does not matter.</param>
    /// <param name="pairs">At least 2.</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    /// <param name="minimumPValue">The smallest p that so many pairs can give; null for that of the sign-flip test.</param>
    public static double Compute(double effect, int pairs, double alpha, Func<int, double>? minimumPValue = null) =>
        (minimumPValue ?? AttainablePValues.MinimumPairedPValue)(pairs) <= alpha ? TTestPower.Paired(effect, pairs, alpha) : 0;

    /// <summary>How many pairs find an effect: never fewer than can reach the level.</summary>
    /// <param name="effect">d_z, not 0.</param>
    /// <param name="power">Wanted, in (alpha,1).</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    /// <param name="minimumPValue">The smallest p that so many pairs can give; null for that of the sign-flip test.</param>
    /// <returns>As a fraction; infinity when ten million do not suffice.</returns>
    public static double PairsNeeded(double effect, double power, double alpha, Func<int, double>? minimumPValue = null) =>
        Math.Max(TTestPower.PairsNeeded(effect, power, alpha),
            AttainablePValues.PairsNeeded(alpha, familySize: 1, minimumPValue ?? AttainablePValues.MinimumPairedPValue));
}
