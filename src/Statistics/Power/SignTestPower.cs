using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Power;

/// <summary>How many paired runs show that one method wins more often than the other.</summary>
/// <remarks>Noether, JASA 82 (1987), 645-647, doi:10.1080/01621459.1987.10478478; as used by Bouthillier et al., MLSys 2021, arXiv:2103.03098,
/// appendix C.3: N = ((z_alpha + z_beta)/(sqrt(6) (gamma - 1/2)))^2 for P(A &gt; B) = gamma.</remarks>
public static class SignTestPower
{
    /// <summary>Runs needed, as a fraction.</summary>
    /// <param name="gamma">P(A &gt; B) to be found, in (0.5,1].</param>
    /// <param name="alpha">One-sided error rate, in (0,0.5).</param>
    /// <param name="beta">Probability of missing it, in (0,0.5).</param>
    public static double PairsNeeded(double gamma, double alpha, double beta)
    {
        if (!(gamma > 0.5 && gamma <= 1))
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "The probability of winning lies above one half.");
        if (!(alpha > 0 && alpha < 0.5 && beta > 0 && beta < 0.5))
            throw new ArgumentOutOfRangeException(nameof(alpha), $"Error rates lie in (0,0.5), not {alpha} and {beta}.");
        return Math.Pow((Normal.UpperQuantile(alpha) + Normal.UpperQuantile(beta)) / (Math.Sqrt(6) * (gamma - 0.5)), 2);
    }
}
