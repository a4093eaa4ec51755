using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Omnibus;

/// <summary>Friedman's test: do the levels have the same mean rank within blocks? With Iman and Davenport's F, both with and without the
/// correction for ties, by name, and the exact distribution where it is small enough to be counted.</summary>
/// <remarks>Friedman, JASA 32 (1937), 675-701, doi:10.1080/01621459.1937.10503522; Iman and Davenport, Commun. Statist. A9 (1980), 571-595,
/// doi:10.1080/03610928008827904; Demsar, JMLR 7 (2006), section 3.2.2. Chi-square = 12 N/(k (k+1)) [sum R_j^2 - k (k+1)^2/4] over mean
/// ranks; the correction divides by c = 1 - sum(t^3 - t)/(N k (k^2 - 1)); F = (N-1) chi2/(N (k-1) - chi2). Demsar, scmamp and critdd leave
/// the correction out, R and SciPy make it.</remarks>
public static class FriedmanTest
{
    /// <summary>Tests whether all levels are alike.</summary>
    /// <param name="table">Complete: at least two blocks, at least two levels.</param>
    /// <exception cref="ArgumentException">A cell is missing, or there is a single block.</exception>
    public static FriedmanResult Test(BlockTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.BlockCount < 2)
            throw new ArgumentException("Friedman's test needs at least two blocks.", nameof(table));
        int[][] ranks = table.DoubledRanks();
        double n = table.BlockCount, k = table.LevelCount;
        double[] means = table.MeanRanks();
        double uncorrected = 12 * n / (k * (k + 1)) * means.Sum(r => Math.Pow(r - (k + 1) / 2, 2));
        double spread = ranks.Sum(row => row.Sum(r => (r - (k + 1)) * (r - (k + 1)) / 4)); // (k^3 - k)/12 per block without ties
        double correction = spread / (n * k * (k * k - 1) / 12);
        double corrected = correction > 0 ? uncorrected / correction : 0;
        double? exact = FriedmanDistribution.UpperTail(ranks);
        return new FriedmanResult(table.BlockCount, means, correction,
            ChiSquareOf("Friedman, tie-corrected", corrected, table), ChiSquareOf("Friedman, not tie-corrected", uncorrected, table),
            FOf("Iman-Davenport, tie-corrected", corrected, table), FOf("Iman-Davenport, not tie-corrected", uncorrected, table), exact);
    }

    private static OmnibusResult ChiSquareOf(string method, double statistic, BlockTable table) =>
        new(method, statistic, table.LevelCount - 1, ErrorDegreesOfFreedom: null, ChiSquare.UpperTail(statistic, table.LevelCount - 1));

    private static OmnibusResult FOf(string method, double chiSquare, BlockTable table)
    {
        double n = table.BlockCount;
        int numerator = table.LevelCount - 1, denominator = numerator * (table.BlockCount - 1);
        double left = n * numerator - chiSquare;
        if (left > 1e-12 * n * numerator)
        {
            double f = (n - 1) * chiSquare / left;
            return new OmnibusResult(method, f, numerator, denominator, FisherF.UpperTail(f, numerator, denominator));
        }
        // All blocks rank alike: k! arrangements of (k!)^n do (Conover, Practical Nonparametric Statistics, section 5.8).
        double logFactorial = MathNet.Numerics.SpecialFunctions.FactorialLn(table.LevelCount);
        return new OmnibusResult(method, double.PositiveInfinity, numerator, denominator, Math.Exp((1 - n) * logFactorial));
    }
}

/// <summary>Result of Friedman's test.</summary>
/// <param name="BlockCount">N.</param>
/// <param name="MeanRanks">Mean rank per level, 1 = smallest.</param>
/// <param name="TieCorrection">c, 1 without ties, 0 when all values within blocks are equal.</param>
/// <param name="TieCorrected">Chi-square divided by c.</param>
/// <param name="Uncorrected">Chi-square as Demsar computes it.</param>
/// <param name="ImanDavenport">F from the tie-corrected chi-square.</param>
/// <param name="ImanDavenportUncorrected">F from the uncorrected one.</param>
/// <param name="ExactP">Over all arrangements within blocks, ties kept; null where they are too many to count.</param>
public sealed record FriedmanResult(int BlockCount, IReadOnlyList<double> MeanRanks, double TieCorrection, OmnibusResult TieCorrected,
    OmnibusResult Uncorrected, OmnibusResult ImanDavenport, OmnibusResult ImanDavenportUncorrected, double? ExactP);
