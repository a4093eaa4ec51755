using Sweep.Statistics.Randomness;
using Sweep.Statistics.Sequential;

namespace Sweep.Statistics.Power;

/// <summary>Power of <see cref="SymmetryEProcess"/> when looked at after every one of so many normal differences: how likely 1/E ever
/// reaches alpha. There is no formula; studies are drawn with a fixed seed, so that equal questions have equal answers.</summary>
public static class SymmetryEProcessPower
{
    /// <summary>How many studies are drawn: the error of a power of 0.8 is 0.009.</summary>
    public const int Draws = 2000;

    private const ulong Seed = 20260102;
    private const double Precision = 1e-3, MaxDifferences = 10_000, HorizonOfFixed = 4;
    private const int MaxSteps = 2_000_000, MinDraws = 100; // a small effect takes long studies: fewer of them

    /// <summary>Power of so many differences.</summary>
    /// <param name="effect">d_z, mean over standard deviation of the differences; its sign does not matter.</param>
    /// <param name="count">Differences at most.</param>
    /// <param name="alpha">In (0,1).</param>
    public static double Compute(double effect, int count, double alpha) =>
        Enumerable.Range(0, Draws).Count(draw => Reached(draw, Math.Abs(effect), count, alpha) <= count) / (double)Draws;

    /// <summary>The smallest effect found with the wanted power; infinity where so few differences cannot reach the level.</summary>
    /// <param name="count">Differences at most.</param>
    /// <param name="power">In (alpha,1).</param>
    /// <param name="alpha">In (0,1).</param>
    public static double DetectableEffect(int count, double power, double alpha)
    {
        if (SymmetryEProcess.MinimumPValue(count) > alpha)
            return double.PositiveInfinity;
        double low = 0, high = 1;
        while (Compute(high, count, alpha) < power)
        {
            (low, high) = (high, 2 * high);
            if (double.IsInfinity(high)) // the level is in reach of the luckiest sizes only
                return high;
        }
        while (high - low > Precision * high)
        {
            double middle = (low + high) / 2;
            (low, high) = Compute(middle, count, alpha) < power ? (middle, high) : (low, middle);
        }
        return high;
    }

    /// <summary>How many differences find an effect.</summary>
    /// <param name="effect">d_z, not 0.</param>
    /// <param name="power">In (alpha,1).</param>
    /// <param name="alpha">In (0,1).</param>
    /// <returns>Infinity when ten thousand do not suffice.</returns>
    public static double DifferencesNeeded(double effect, double power, double alpha)
    {
        double horizon = Math.Ceiling(HorizonOfFixed * TTestPower.PairsNeeded(effect, power, alpha)) + 20;
        if (!(horizon <= MaxDifferences))
            return double.PositiveInfinity;
        int draws = (int)Math.Clamp(MaxSteps / horizon, MinDraws, Draws);
        int[] reached = [.. Enumerable.Range(0, draws).Select(draw => Reached(draw, Math.Abs(effect), (int)horizon, alpha)).Order()];
        int at = reached[(int)Math.Ceiling(power * draws) - 1];
        return at <= horizon ? at : double.PositiveInfinity;
    }

    // After how many differences 1/E has reached alpha; one more than the count when it has not.
    private static int Reached(int draw, double effect, int count, double alpha)
    {
        var stream = new RandomStream(SplitMix.Bits(Seed, (ulong)draw));
        var process = new SymmetryEProcess();
        double wanted = -Math.Log(alpha);
        for (int n = 1; n <= count; n++)
        {
            process.Add(effect + stream.Gaussian());
            if (process.LogE >= wanted)
                return n;
        }
        return count + 1;
    }
}
