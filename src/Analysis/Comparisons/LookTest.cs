using Sweep.Statistics;
using Sweep.Statistics.Estimates;

namespace Sweep.Analysis.Comparisons;

/// <summary>The test of the last planned look taken, for any difference: inverted it gives intervals that count every look (Jennison and
/// Turnbull, J. R. Statist. Soc. B 51 (1989), 305-361).</summary>
/// <param name="Blocks">The differences that the look saw.</param>
/// <param name="TwoSided">Two-sided p, at this look, of "the mean is this".</param>
/// <param name="OneSidedTwice">Twice the p of lying on that side of a value on which the estimate lies.</param>
/// <param name="Nominal">The p that shows something at this look when the error rate over all looks is the given one.</param>
internal sealed record LookTest(PairedBlocks Blocks, Func<double, double> TwoSided, Func<double, double> OneSidedTwice,
    Func<double, double> Nominal)
{
    /// <summary>The interval at 1 - alpha, together with those of so many comparisons.</summary>
    /// <param name="alpha">Error rate.</param>
    /// <param name="comparisons">How many share it.</param>
    /// <param name="atZero">The p of no difference that the verdict rests on.</param>
    public Interval? Interval(double alpha, int comparisons, double atZero)
    {
        double nominal = Nominal(alpha / comparisons);
        return InvertedInterval.ComputeIfBounded(Blocks, 1 - alpha,
            mean => mean == 0 ? atZero : Math.Min(1, TwoSided(mean) * alpha / nominal), ofPatterns: true, 0);
    }

    /// <summary>The interval of the equivalence tests at 1 - 2 alpha.</summary>
    /// <param name="alpha">Error rate, below 0.25.</param>
    /// <param name="rope">Half-width of the region.</param>
    /// <param name="comparisons">How many share it.</param>
    /// <param name="atEnds">The p of "not equivalent" that the verdict rests on.</param>
    public Interval? EquivalenceInterval(double alpha, double rope, int comparisons, double atEnds)
    {
        if (alpha >= 0.25)
            return null;
        double nominal = Nominal(2 * alpha / comparisons);
        return InvertedInterval.ComputeIfBounded(Blocks, 1 - 2 * alpha, mean =>
        {
            double p = Math.Min(1, OneSidedTwice(mean) * 2 * alpha / nominal);
            // An earlier look may have shown equivalence: what it has shown stays shown.
            return Math.Abs(mean) == rope && atEnds <= alpha ? Math.Min(p, 2 * atEnds) : p;
        }, ofPatterns: true, -rope, rope);
    }
}
