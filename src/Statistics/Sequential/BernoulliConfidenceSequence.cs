using MathNet.Numerics;

namespace Sweep.Statistics.Sequential;

/// <summary>A confidence sequence for a probability, such as that of winning: valid at all times together, exact for yes-or-no outcomes.</summary>
/// <remarks>Beta-binomial mixture: Robbins 1970; Howard et al., Ann. Statist. 49 (2021), doi:10.1214/20-AOS1991, proposition 7. Under success
/// probability p the likelihood ratio of a Beta(r/(1-p), r/p) mixture, whose mean is p, is a martingale; the sequence holds all p for which it
/// stays below 1/alpha. r is tuned to be tight after a given number of outcomes.</remarks>
public static class BernoulliConfidenceSequence
{
    /// <summary>The interval after some outcomes.</summary>
    /// <param name="successes">From 0 to <paramref name="count"/>.</param>
    /// <param name="count">Outcomes so far, at least 1.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="tightAt">The number of outcomes at which the sequence is to be tightest; fixed before data, at least 1.</param>
    public static Interval Of(int successes, int count, double confidence, int tightAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tightAt);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, count);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0,1).");
        double threshold = -Math.Log(1 - confidence), share = (double)successes / count;
        double lower = successes == 0 ? 0 : DoubleSearch.FirstTrue(1e-12, share, p => LogE(p, successes, count, 1 - confidence, tightAt) < threshold);
        double upper = successes == count ? 1 : DoubleSearch.FirstTrue(share, 1 - 1e-12, p => LogE(p, successes, count, 1 - confidence, tightAt) >= threshold);
        return new Interval(lower, upper, confidence);
    }

    /// <summary>log E against success probability p.</summary>
    internal static double LogE(double p, int successes, int count, double alpha, int tightAt)
    {
        double q = 1 - p, r = PriorSize(p, tightAt * p * q, alpha);
        return SpecialFunctions.BetaLn(r / q + successes, r / p + count - successes) - SpecialFunctions.BetaLn(r / q, r / p)
            - successes * Math.Log(p) - (count - successes) * Math.Log(q);
    }

    // r = rho - p q, where rho is the normal mixture's best at the variance that matters most.
    private static double PriorSize(double p, double variance, double alpha) =>
        Math.Max(NormalMixture.BestAt(variance, alpha, twoSided: true).Rho - p * (1 - p), 1e-3 * p * (1 - p));
}
