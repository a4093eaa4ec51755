using Sweep.Statistics.Ranking;

namespace Sweep.Statistics.Estimates;

/// <summary>How often a value of one sample exceeds one of another: A12, and Cliff's delta = 2 A12 - 1.</summary>
/// <remarks>Vargha and Delaney, J. Educ. Behav. Stat. 25 (2000), 101-132, doi:10.3102/10769986025002101; Cliff, Psychol. Bull. 114 (1993),
/// 494-509, doi:10.1037/0033-2909.114.3.494; the words after Romano et al. 2006: |delta| of at least .147 small, .33 medium, .474 large.
/// O(n log n); ties are those of the Mann-Whitney test, whose U this is over the number of pairs.</remarks>
public static class ProbabilityOfSuperiority
{
    /// <summary>P(x &gt; y) + P(x = y)/2 over all combinations, in [0,1].</summary>
    public static double A12(Sample x, Sample y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        int[] ranks = MidRanks.Doubled([.. x.Values, .. y.Values], MidRanks.TieTolerance);
        long sum = 0;
        for (int i = 0; i < x.Count; i++)
            sum += ranks[i];
        return (sum - x.Count * (x.Count + 1.0)) / 2 / x.Count / y.Count;
    }

    /// <summary>P(x &gt; y) - P(x &lt; y) over all combinations, in [-1,1].</summary>
    public static double CliffsDelta(Sample x, Sample y) => 2 * A12(x, y) - 1;
}
