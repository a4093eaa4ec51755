using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Bayes;

/// <summary>The Bayesian correlated t test: where does the mean difference of two methods lie on one dataset?</summary>
/// <remarks>Corani and Benavoli, Mach. Learn. 100 (2015), 285-304, doi:10.1007/s10994-015-5486-z; Benavoli et al., JMLR 18(77) (2017).
/// Posterior: t with n - 1 degrees of freedom, centre mean(d), squared scale (1/n + rho/(1 - rho)) s^2. rho = 1/folds for
/// cross-validation, 0 for independent seeds.</remarks>
public static class CorrelatedTPosterior
{
    /// <summary>Posterior probabilities of the mean difference.</summary>
    /// <param name="differences">At least two that differ.</param>
    /// <param name="rope">Half-width of the region of practical equivalence, at least 0.</param>
    /// <param name="correlation">Between differences, in [0,1).</param>
    /// <exception cref="ArgumentException">The differences have no spread.</exception>
    public static RegionPosterior Compute(Sample differences, double rope, double correlation = 0)
    {
        ArgumentNullException.ThrowIfNull(differences);
        if (!(rope >= 0 && double.IsFinite(rope)))
            throw new ArgumentOutOfRangeException(nameof(rope), rope, "The region has a half-width of at least 0.");
        if (!(correlation >= 0 && correlation < 1))
            throw new ArgumentOutOfRangeException(nameof(correlation), correlation, "The correlation lies in [0,1).");
        if (!(differences.StandardDeviation > 0))
            throw new ArgumentException("The differences have no spread.", nameof(differences));
        double scale = Math.Sqrt(1.0 / differences.Count + correlation / (1 - correlation)) * differences.StandardDeviation;
        return Compute(new Estimates.MeanEstimate(differences.Mean, scale, differences.Count - 1), rope);
    }

    /// <summary>The same for an estimated mean with its error, under a flat prior.</summary>
    /// <param name="mean">With spread.</param>
    /// <param name="rope">Half-width of the region, at least 0.</param>
    public static RegionPosterior Compute(Estimates.MeanEstimate mean, double rope)
    {
        if (!mean.HasSpread)
            throw new ArgumentException("The mean has no standard error.", nameof(mean));
        double below = StudentT.UpperTail((mean.Value + rope) / mean.StandardError, mean.DegreesOfFreedom);
        double above = StudentT.UpperTail((rope - mean.Value) / mean.StandardError, mean.DegreesOfFreedom);
        return new RegionPosterior(below, Math.Max(0, 1 - below - above), above);
    }
}
