using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Power;

/// <summary>How likely Welch's test misses a difference between two samples of equal count and unequal spread.</summary>
/// <remarks>Colas, Sigaud and Oudeyer, arXiv:1806.08295, section 4: beta = T_v(t_crit - e sqrt(n)/sqrt(s1^2 + s2^2)) with
/// v = (n - 1)(s1^2 + s2^2)^2/(s1^4 + s2^4); a central t shifted, as they use it.</remarks>
public static class WelchPower
{
    /// <summary>The probability of missing the difference.</summary>
    /// <param name="difference">e, positive.</param>
    /// <param name="deviationX">s1, positive.</param>
    /// <param name="deviationY">s2, positive.</param>
    /// <param name="perSample">n, at least 2.</param>
    /// <param name="alpha">One-sided error rate, in (0,0.5).</param>
    public static double Miss(double difference, double deviationX, double deviationY, int perSample, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSample, 2);
        if (!(deviationX > 0 && deviationY > 0 && difference > 0))
            throw new ArgumentOutOfRangeException(nameof(difference), "The difference and both deviations are positive.");
        double x = deviationX * deviationX, y = deviationY * deviationY;
        double degreesOfFreedom = (x + y) * (x + y) * (perSample - 1) / (x * x + y * y);
        double critical = StudentT.UpperQuantile(alpha, degreesOfFreedom);
        return StudentT.UpperTail(difference * Math.Sqrt(perSample / (x + y)) - critical, degreesOfFreedom);
    }
}
