using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Adjustments;

/// <summary>p-values, adjusted in a single step for a whole family, of the hypotheses that the mean of one comparison is this or that
/// value.</summary>
/// <remarks>Of the others nothing is assumed: they flip about their estimates, and so do all of a comparison of more than
/// <see cref="SignFlipTest.NormalFrom"/> pairs. So the p of 0 may differ a little from that of
/// <see cref="JointSignFlips.SingleStep"/>, which supposes that no comparison has an effect.</remarks>
public sealed class SimultaneousPValues
{
    private readonly SignFlippedFamily family;
    private readonly MaxStatistics others;
    private readonly int comparison;
    private readonly PairedBlocks blocks;
    private readonly bool hasMany;
    private readonly double error; // of the mean, when there are many pairs
    private readonly double[][] sums = [], shares = []; // (strata, patterns): of signs times contributions, and of signs times shares

    internal SimultaneousPValues(SignFlippedFamily family, MaxStatistics others, int comparison)
    {
        (this.family, this.others, this.comparison) = (family, others, comparison);
        blocks = family.Members[comparison].Blocks ?? throw new ArgumentException("Nothing was tested here.", nameof(comparison));
        hasMany = blocks.PairCount > SignFlipTest.NormalFrom;
        if (hasMany)
        {
            error = blocks.Estimate().StandardError;
            return;
        }
        sums = family.SignedSums(comparison, [.. blocks.Contributions(0)]);
        shares = family.SignedSums(comparison, [.. blocks.Strata.Select(s => s.Shares)]);
    }

    /// <summary>Two-sided: is the mean another one?</summary>
    public double TwoSided(double mean) => P(mean, isTwoSided: true);

    /// <summary>One-sided: does the mean lie on that side of the hypothesis on which the estimate lies?</summary>
    public double OneSided(double mean) => P(mean, isTwoSided: false);

    private double P(double mean, bool isTwoSided)
    {
        if (hasMany && error > 0)
            return family.Patterns.P(others.Reaching(Statistic(Math.Abs(blocks.Value - mean) / error) - SignFlippedFamily.Tolerance,
                isTwoSided));
        var strata = new SignFlipStrata(blocks.Contributions(mean));
        double least = Math.Abs(strata.Observed) - SignFlippedFamily.Tolerance, reached = 0;
        if (least <= 0)
            return 1;
        if (hasMany)
            return family.Patterns.P(others.Reaching(least, isTwoSided));
        for (int k = 0; k < family.Patterns.Count; k++)
        {
            double sum = 0, variance = 0;
            for (int s = 0; s < sums.Length; s++)
            {
                double part = (sums[s][k] - mean * shares[s][k]) / strata.Unit;
                sum += part;
                variance += strata.All[s].Variance((strata.All[s].Total - part) / 2);
            }
            double own = strata.Statistic(sum, variance);
            var (up, down) = others.But(comparison, k);
            // A pattern and its mirror image are equally likely.
            bool isUp = Math.Max(up, own) >= least, isDown = Math.Max(down, -own) >= least;
            reached += isTwoSided ? (isUp || isDown ? 1 : 0) : ((isUp ? 1 : 0) + (isDown ? 1 : 0)) / 2.0;
        }
        return family.Patterns.P(reached);
    }

    // As SignFlipStrata has it: shifts change no spread within strata.
    private double Statistic(double t) => double.IsInfinity(t) ? Math.Sqrt(blocks.PairCount)
        : t * Math.Sqrt(blocks.PairCount / (blocks.PairCount - blocks.StratumCount + t * t));
}
