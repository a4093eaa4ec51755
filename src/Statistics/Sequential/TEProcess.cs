namespace Sweep.Statistics.Sequential;

/// <summary>The e-process of Student's t: evidence against "the mean difference is zero" that may be looked at after every pair, and acted on,
/// at any time. E of at least 1/alpha rejects at level alpha; E is also the factor by which a bet against the null has grown. It assumes
/// normal differences, or else exceeds alpha; <see cref="SymmetryEProcess"/> does not.</summary>
/// <remarks>Scale-invariant mixture over effects d_z ~ N(0, g): the Bayes factor with the right Haar prior for the standard deviation; Lai,
/// Ann. Statist. 4 (1976), 265-280, doi:10.1214/aos/1176343406; Perez-Ortiz et al., Ann. Statist. 52 (2024), doi:10.1214/24-AOS2394.
/// E_n = (1 + n g)^(-1/2) [(1 + t^2/v)/(1 + t^2/(v (1 + n g)))]^(n/2), v = n - 1. Under the null with normal differences its
/// expectation is 1 at every n, and P(E ever reaches 1/alpha) is at most alpha.</remarks>
public static class TEProcess
{
    /// <summary>The prior variance of the effect unless told otherwise: one standard deviation.</summary>
    public const double DefaultEffectVariance = 1;

    /// <summary>log E of the differences so far; 0 for a single one; where all are equal and not zero, the limit of an
    /// infinite t, (n - 1)/2 log(1 + n g).</summary>
    /// <param name="differences">In any order.</param>
    /// <param name="effectVariance">g, positive.</param>
    public static double LogE(Sample differences, double effectVariance = DefaultEffectVariance)
    {
        ArgumentNullException.ThrowIfNull(differences);
        return differences.Count < 2
            ? 0
            : LogE(differences.Mean / differences.StandardError, differences.Count, effectVariance);
    }

    /// <summary>log E from Student's t.</summary>
    /// <param name="t">Student's t of the mean; not a number stands for 0/0, no difference at all.</param>
    /// <param name="count">n, at least 2.</param>
    /// <param name="effectVariance">g, positive.</param>
    public static double LogE(double t, int count, double effectVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Check(effectVariance);
        double growth = 1 + count * effectVariance, v = count - 1;
        double x = double.IsNaN(t) ? 0 : t * t / v;
        if (double.IsInfinity(x)) // the limit of the bracket is 1 + n g
            return (count - 1) / 2.0 * Math.Log(growth);
        return -Math.Log(growth) / 2 + count / 2.0 * (Math.Log(1 + x) - Math.Log(1 + x / growth));
    }

    /// <summary>The |t| at which E reaches 1/alpha; infinity where so few differences cannot reach it.</summary>
    /// <param name="count">n, at least 2.</param>
    /// <param name="alpha">In (0,1).</param>
    /// <param name="effectVariance">g, positive.</param>
    public static double CriticalT(int count, double alpha, double effectVariance = DefaultEffectVariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Check(effectVariance);
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        double growth = 1 + count * effectVariance;
        double bracket = Math.Exp(2.0 / count * (Math.Log(growth) / 2 - Math.Log(alpha)));
        return bracket < growth ? Math.Sqrt((count - 1) * (bracket - 1) / (1 - bracket / growth)) : double.PositiveInfinity;
    }

    /// <summary>The confidence sequence that inverts the e-process: these intervals cover the mean at all times together with the confidence
    /// given.</summary>
    /// <param name="differences">At least two.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="effectVariance">g, positive.</param>
    /// <returns>Infinite ends where so few differences say nothing.</returns>
    public static Interval ConfidenceSequence(Sample differences, double confidence, double effectVariance = DefaultEffectVariance)
    {
        ArgumentNullException.ThrowIfNull(differences);
        double critical = CriticalT(differences.Count, 1 - confidence, effectVariance);
        double half = double.IsInfinity(critical) ? critical : critical * differences.StandardError;
        return new Interval(differences.Mean - half, differences.Mean + half, confidence);
    }

    private static void Check(double effectVariance)
    {
        if (!(effectVariance > 0 && double.IsFinite(effectVariance)))
            throw new ArgumentOutOfRangeException(nameof(effectVariance), effectVariance, "The prior variance of the effect is positive.");
    }
}
