using Sweep.Statistics.Bayes;

namespace Sweep.Statistics.Tests.Bayes;

/// <summary>Against a sampler that shares nothing with the quadrature: numpy 1.24, Metropolis steps over mu, log tau, nu, the Gamma prior's
/// parameters and every mu_i, Gibbs steps for every s_i, likelihood of the single differences; 120,000 steps, one seed of two that agree
/// within .008.</summary>
public sealed class HierarchicalPosteriorTests
{
    private static readonly double[][] Spread =
    [
        [.18, -.03, .4, .67, .95, .54], [.68, .59, 1.2, 1.55, 1.01, .41], [-.58, .44, -.12, -.89, -.23, -.67],
            [1.15, 1.2, 1.11, 1.62, 1.37, 1.16],
        [.46, .63, -.36, .2, -.09, .23],
    ];

    private static readonly double[][] Uneven =
    [
        [.04, .1, .1, .08, .05], [.03, -.18, -.26], [-.03, -.16, .07, .02, -.25, -.02, -.16, -.05], [.6, .5, .59, .59],
            [.19, -.24, .15, -.22, -.07],
        [.04, .26, .18, .36, .18, .2],
    ];

    private static readonly double[][] Alike =
        [[.062, -.01, .016, .088, 0], [.029, .019, .05, .002, .012], [.032, .025, -.023, .065, -.045], [-.04, -.044, .068, .002, -.029]];

    [Fact]
    public void Datasets_that_differ_agree_with_the_sampler() => Agrees(Spread, .2, [.102, .002, .896], [.207, .142, .651], .515);

    [Fact]
    public void Datasets_of_unequal_noise_and_number_agree_with_the_sampler() =>
        Agrees(Uneven, .2, [.089, .540, .371], [.178, .451, .371], .103);

    [Fact]
    public void Datasets_that_hardly_differ_agree_with_the_sampler() => Agrees(Alike, .1, [.009, .979, .012], [.022, .944, .034], .0165);

    private static void Agrees(double[][] differences, double rope, double[] mostLikely, double[] nextDataset, double centre)
    {
        var result = HierarchicalPosterior.Compute(Datasets(differences), rope);
        Near(mostLikely, result.MostLikely, .015);
        Near(nextDataset, result.NextDataset, .006);
        Assert.Equal(centre, result.Centre, .006);
    }

    [Fact]
    public void A_finer_grid_changes_little()
    {
        var (coarse, fine) = (HierarchicalPosterior.Compute(Datasets(Uneven), .2),
            HierarchicalPosterior.Compute(Datasets(Uneven), .2, finer: 2));
        Near([fine.MostLikely.Below, fine.MostLikely.Within, fine.MostLikely.Above], coarse.MostLikely, .003);
        Near([fine.NextDataset.Below, fine.NextDataset.Within, fine.NextDataset.Above], coarse.NextDataset, .001);
    }

    [Fact]
    public void Neither_unit_nor_sign_matters()
    {
        var plain = HierarchicalPosterior.Compute(Datasets(Uneven), .2);
        foreach (double unit in new[] { 1e-9, -1, 1e100 })
        {
            var scaled = HierarchicalPosterior.Compute(Datasets([.. Uneven.Select(d => d.Select(x => x * unit).ToArray())]),
                .2 * Math.Abs(unit));
            var (below, above) = unit > 0 ? (plain.MostLikely.Below, plain.MostLikely.Above)
                : (plain.MostLikely.Above, plain.MostLikely.Below);
            Near([below, plain.MostLikely.Within, above], scaled.MostLikely, 1e-9);
            Assert.Equal(plain.Spread, scaled.Spread / Math.Abs(unit), 1e-9);
        }
    }

    [Fact]
    public void Datasets_known_exactly_and_no_region_are_no_trouble()
    {
        HierarchicalPosterior.Dataset[] exact = [new(.1, 0, 1), new(.2, 0, 1), new(.3, 0, 1)];
        var result = HierarchicalPosterior.Compute(exact, 0);
        Assert.Equal(0, result.MostLikely.Within);
        Assert.InRange(result.MostLikely.Above, .85, .91);
        Assert.Equal(.2, result.Centre, 1e-9);
    }

    [Fact]
    public void Too_few_datasets_and_what_is_no_difference_are_refused()
    {
        Assert.Throws<ArgumentException>(() => HierarchicalPosterior.Compute(Datasets(Spread[..2]), .1));
        Assert.Throws<ArgumentException>(() => HierarchicalPosterior.Compute([new(1, 0, 1), new(1, 0, 1), new(1, 0, 1)], .1));
        Assert.Throws<ArgumentException>(() => HierarchicalPosterior.Compute([new(1, double.NaN, 1), new(1, 0, 1), new(1, 0, 1)], .1));
        Assert.Throws<ArgumentOutOfRangeException>(() => HierarchicalPosterior.Compute(Datasets(Spread), -1));
    }

    private static HierarchicalPosterior.Dataset[] Datasets(double[][] differences) =>
        [.. differences.Select(d => new Sample(d)).Select(s => new HierarchicalPosterior.Dataset(s.Mean, s.StandardError, s.Count - 1))];

    private static void Near(double[] expected, RegionPosterior posterior, double tolerance)
    {
        Assert.Equal(expected[0], posterior.Below, tolerance);
        Assert.Equal(expected[1], posterior.Within, tolerance);
        Assert.Equal(expected[2], posterior.Above, tolerance);
    }
}
