namespace Sweep.Statistics.Tests.Sequential;

/// <summary>The e-process of Student's t, from which the odds of bets on signs are derived: E_n = (1 + n g)^(-1/2)
/// [(1 + t^2/v)/(1 + t^2/(v (1 + n g)))]^(n/2), v = n - 1.</summary>
/// <remarks>Lai, Ann. Statist. 4 (1976), 265-280, doi:10.1214/aos/1176343406.</remarks>
internal static class TEProcess
{
    /// <summary>log E of the differences so far; 0 for a single one.</summary>
    /// <param name="differences">In any order.</param>
    /// <param name="effectVariance">g, positive.</param>
    public static double LogE(Sample differences, double effectVariance)
    {
        int n = differences.Count;
        if (n < 2)
            return 0;
        double growth = 1 + n * effectVariance, x = Math.Pow(differences.Mean / differences.StandardError, 2) / (n - 1);
        return -Math.Log(growth) / 2 + n / 2.0 * (Math.Log(1 + x) - Math.Log(1 + x / growth));
    }
}
