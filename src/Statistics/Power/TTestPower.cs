using MathNet.Numerics.RootFinding;
using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Power;

/// <summary>Power of two-sided t tests: how likely a difference is found, how many seeds that takes, how small a difference can be
/// found.</summary>
/// <remarks>Cohen, Statistical Power Analysis (2nd ed. 1988), chapter 2; by the noncentral t as R's power.t.test: only rejections in the
/// right direction count. Effects are in units of the standard deviation of the differences.</remarks>
public static class TTestPower
{
    private const double MaxPairs = 1e7;

    /// <summary>Power of the paired test.</summary>
    /// <param name="effect">d_z, mean over standard deviation of the differences; its sign does not matter.</param>
    /// <param name="pairs">At least 2; need not be whole.</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    public static double Paired(double effect, double pairs, double alpha) =>
        Compute(Math.Abs(effect) * Math.Sqrt(AtLeastTwo(pairs)), pairs - 1, alpha);

    /// <summary>Power of any t test: P(T &gt; critical value) for an estimate this many standard errors away.</summary>
    /// <param name="noncentrality">True difference over standard error, at least 0.</param>
    /// <param name="degreesOfFreedom">Positive.</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    public static double Compute(double noncentrality, double degreesOfFreedom, double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        return NoncentralT.UpperTail(StudentT.UpperQuantile(alpha / 2, degreesOfFreedom), degreesOfFreedom, noncentrality);
    }

    /// <summary>How many pairs find an effect; as a fraction, so that the next whole number is the answer.</summary>
    /// <param name="effect">d_z, not 0.</param>
    /// <param name="power">Wanted, in (alpha,1).</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    /// <returns>At least 2; infinity when ten million do not suffice.</returns>
    public static double PairsNeeded(double effect, double power, double alpha) =>
        Needed(n => Paired(effect, n, alpha), effect, power, alpha);

    /// <summary>The smallest noncentrality (difference over standard error) that is found with the wanted power.</summary>
    /// <param name="degreesOfFreedom">Positive.</param>
    /// <param name="power">Wanted, in (alpha,1).</param>
    /// <param name="alpha">Two-sided, in (0,1).</param>
    public static double DetectableNoncentrality(double degreesOfFreedom, double power, double alpha)
    {
        Check(power, alpha);
        double critical = StudentT.UpperQuantile(alpha / 2, degreesOfFreedom), high = critical + Normal.UpperQuantile(1 - power) + 0.1;
        while (NoncentralT.UpperTail(critical, degreesOfFreedom, high) < power)
            high *= 1.5;
        return Brent.FindRoot(d => NoncentralT.UpperTail(critical, degreesOfFreedom, d) - power, 0, high, 1e-10, 200);
    }

    private static double Needed(Func<double, double> powerOf, double effect, double power, double alpha)
    {
        Check(power, alpha);
        if (!(Math.Abs(effect) > 0))
            throw new ArgumentOutOfRangeException(nameof(effect), effect, "No number of seeds finds an effect of zero.");
        // With a known standard deviation this many would do: slightly fewer than with an estimated one, so that the search is short.
        double known = Math.Pow((Normal.UpperQuantile(alpha / 2) + Normal.UpperQuantile(1 - power)) / effect, 2);
        if (known > MaxPairs)
            return double.PositiveInfinity;
        double low = Math.Max(2, known), high = low + 2;
        while (powerOf(low) >= power)
        {
            if (low == 2)
                return 2;
            low = Math.Max(2, 0.9 * low);
        }
        while (powerOf(high) < power)
            high = 1.2 * high + 2;
        double needed = Brent.FindRoot(n => powerOf(n) - power, low, high, 1e-10, 200);
        return needed > MaxPairs ? double.PositiveInfinity : needed;
    }

    private static void Check(double power, double alpha)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        if (!(power > alpha && power < 1))
            throw new ArgumentOutOfRangeException(nameof(power), power, "The power lies between alpha and 1.");
    }

    private static double AtLeastTwo(double count) =>
        count >= 2 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "A t test needs at least two values.");
}
