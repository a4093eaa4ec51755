using Sweep.Statistics.Distributions;
using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Brunner and Munzel's test of two independent samples: is P(x &lt; y) + P(x = y)/2 one half? Unlike Mann and Whitney's test
/// it allows different spreads.</summary>
/// <remarks>Brunner and Munzel, Biometrical Journal 42 (2000), 17-25, doi:10.1002/(SICI)1521-4036(200001)42:1&lt;17::AID-BIMJ17&gt;3.0.CO;2-U.
/// t approximation, for some ten values or more a side. Samples without overlap have no variance: then p is the smallest one of an exact
/// rank test, 2/C(n + m, n).</remarks>
public static class BrunnerMunzelTest
{
    private const double TieTolerance = 1e-13;

    /// <summary>Tests whether x tends to be larger or smaller than y.</summary>
    /// <param name="x">At least two values.</param>
    /// <param name="y">At least two values.</param>
    /// <param name="alternative">Greater: x tends to be larger.</param>
    /// <exception cref="ArgumentException">A sample has fewer than two values.</exception>
    public static BrunnerMunzelResult Test(Sample x, Sample y, Alternative alternative = Alternative.TwoSided)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int n = x.Count, m = y.Count;
        if (n < 2 || m < 2)
            throw new ArgumentException($"Both samples need at least two values, not {n} and {m}.");
        int[] all = MidRanks.Doubled([.. x.Values, .. y.Values], TieTolerance);
        var (meanX, spreadX) = Placements(all.AsSpan(0, n), MidRanks.Doubled(x.Values, TieTolerance));
        var (meanY, spreadY) = Placements(all.AsSpan(n), MidRanks.Doubled(y.Values, TieTolerance));
        long doubledRanks = 0; // whole numbers: exactly 0 or 1 for samples without overlap
        foreach (int rank in all.AsSpan(0, n))
            doubledRanks += rank;
        double superiority = (doubledRanks - n * (n + 1.0)) / (2.0 * n * m); // P(x > y) + P(x = y)/2
        double a = n * spreadX, b = m * spreadY;
        if (a + b == 0)
        {
            double smallest = superiority == 0.5 ? 1 : Resolution.SmallestUnpairedP(n, m);
            return new BrunnerMunzelResult(n, m, superiority, double.NaN, double.NaN, OneOrTwo(superiority, smallest, alternative));
        }
        double t = n * (double)m * (meanX - meanY) / ((n + m) * Math.Sqrt(a + b));
        double degreesOfFreedom = (a + b) * (a + b) / (a * a / (n - 1) + b * b / (m - 1));
        double p = alternative switch
        {
            Alternative.Greater => StudentT.UpperTail(t, degreesOfFreedom),
            Alternative.Less => StudentT.UpperTail(-t, degreesOfFreedom),
            _ => StudentT.TwoSided(t, degreesOfFreedom),
        };
        return new BrunnerMunzelResult(n, m, superiority, t, degreesOfFreedom, p);
    }

    // Mean of the ranks among all values, and the variance of what remains of them after the ranks within the sample.
    private static (double Mean, double Variance) Placements(ReadOnlySpan<int> among, ReadOnlySpan<int> within)
    {
        double mean = 0, meanWithin = 0, squares = 0;
        for (int i = 0; i < among.Length; i++)
        {
            mean += among[i] / 2.0 / among.Length;
            meanWithin += within[i] / 2.0 / among.Length;
        }
        for (int i = 0; i < among.Length; i++)
            squares += Math.Pow((among[i] - within[i]) / 2.0 - mean + meanWithin, 2);
        return (mean, squares < 1e-18 * mean * mean ? 0 : squares / (among.Length - 1));
    }

    private static double OneOrTwo(double superiority, double twoSided, Alternative alternative) => alternative switch
    {
        Alternative.TwoSided => twoSided,
        Alternative.Greater => superiority > 0.5 ? twoSided / 2 : 1,
        _ => superiority < 0.5 ? twoSided / 2 : 1,
    };
}

/// <summary>Result of Brunner and Munzel's test.</summary>
/// <param name="CountX">Values of x.</param>
/// <param name="CountY">Values of y.</param>
/// <param name="ProbabilityOfSuperiority">P(x &gt; y) + P(x = y)/2.</param>
/// <param name="T">The statistic, positive when x tends to be larger; NaN without variance.</param>
/// <param name="DegreesOfFreedom">After Satterthwaite; NaN without variance.</param>
/// <param name="P">The p-value.</param>
public sealed record BrunnerMunzelResult(int CountX, int CountY, double ProbabilityOfSuperiority, double T, double DegreesOfFreedom, double P);
