namespace Sweep.Statistics.Adjustments;

/// <summary>e-BH: the share of false discoveries is kept for e-values of any dependence, at any stopping time.</summary>
/// <remarks>Wang and Ramdas, J. R. Statist. Soc. B 84 (2022), 822-852, doi:10.1111/rssb.12489: discover the k hypotheses with the largest
/// e-values, k the largest with e_(k) at least m/(alpha k). That is Benjamini and Hochberg's procedure on 1/e.</remarks>
public static class EBenjaminiHochberg
{
    /// <summary>The smallest rate at which each hypothesis is discovered, in the order given; discover where at most the rate.</summary>
    /// <param name="e">e-values: at least 0, infinity allowed; the whole family, untested comparisons with e = 1.</param>
    /// <exception cref="ArgumentException">A value is negative or not a number.</exception>
    public static double[] Adjust(ReadOnlySpan<double> e)
    {
        var p = new double[e.Length];
        for (int i = 0; i < p.Length; i++)
        {
            if (!(e[i] >= 0))
                throw new ArgumentException($"An e-value is at least 0, not {e[i]}.", nameof(e));
            p[i] = Math.Min(1, 1 / e[i]);
        }
        return BenjaminiHochberg.Adjust(p);
    }
}
