using Sweep.Statistics.Bayes;

namespace Sweep.Statistics.Tests.Bayes;

public class PosteriorTests
{
    // baycomp's documentation: accuracies on the ten folds of the data set sonar
    private static readonly Sample NaiveBayes = new(94.203, 92.754, 95.652, 91.176, 92.647, 91.176, 92.647, 92.647, 86.765, 91.176);
    private static readonly Sample J48 = new(92.754, 92.754, 89.855, 89.706, 95.588, 89.706, 95.588, 94.118, 91.176, 92.647);

    [Fact]
    public void The_correlated_t_test_agrees_with_baycomp()
    {
        // baycomp.two_on_single(nbc, j48[, rope=.5]) with rho = 1/10: (.4145119975, .5854880025); (.2858446417, .2691518717, .4450034866)
        var differences = ReferenceData.Differences(NaiveBayes, J48);
        var posterior = CorrelatedTPosterior.Compute(differences, rope: 0, correlation: .1);
        Assert.Equal(.5854880025, posterior.Below, 1e-10);
        Assert.Equal(.4145119975, posterior.Above, 1e-10);
        var withRope = CorrelatedTPosterior.Compute(differences, rope: .5, correlation: .1);
        Assert.Equal(.2858446417, withRope.Above, 1e-10);
        Assert.Equal(.2691518717, withRope.Within, 1e-10);
        Assert.Equal(.4450034866, withRope.Below, 1e-10);
    }

    [Fact]
    public void Independent_seeds_have_no_correlation()
    {
        // R: s = sqrt(var(d)/10); pt((-.5-mean(d))/s, 9) and so on
        var posterior = CorrelatedTPosterior.Compute(ReferenceData.Differences(NaiveBayes, J48), rope: .5);
        Assert.Equal(.4204217575512, posterior.Below, 1e-12);
        Assert.Equal(.37162480018756, posterior.Within, 1e-12);
        Assert.Equal(.20795344226124, posterior.Above, 1e-12);
    }

    [Theory]
    // numpy: rng.dirichlet over all pairs of differences, 400,000 draws; d = sleep - 1, see the remarks of the procedure
    [InlineData(.5, .00021, .7337875, .2660025)]
    [InlineData(.2, .0382275, .1288025, .83297)]
    public void The_signed_rank_posterior_agrees_with_a_direct_computation(double rope, double below, double within, double above)
    {
        var posterior = SignedRankPosterior.Compute(new Sample(ReferenceData.Sleep.Values.ToArray().Select(d => d - 1)), rope, seed: 5);
        Assert.Equal(below, posterior.Below, .006);
        Assert.Equal(within, posterior.Within, .01);
        Assert.Equal(above, posterior.Above, .01);
        Assert.Equal(1, posterior.Below + posterior.Within + posterior.Above, 1e-9);
    }

    [Fact]
    public void Without_a_region_ties_are_still_within()
    {
        // numpy 1.24: rng.dirichlet((.5, 1, 1, 1, 1, 1), 400000) over all pairs of 0, .3, -.3, 0, .2, -.1, whose sums of zero are a third
        // outcome
        var posterior = SignedRankPosterior.Compute(new Sample(.3, .1 - .4, 0, .2, -.1), rope: 0, seed: 5);
        Assert.Equal(.426995, posterior.Below, .008);
        Assert.Equal(.0447425, posterior.Within, .008);
        Assert.Equal(.5282625, posterior.Above, .008);
    }

    [Fact]
    public void A_single_difference_beyond_the_region_has_a_beta_law()
    {
        // Within = w0^2 is the largest when w0 > sqrt(1/2), w0 ~ Beta(1/2, 1): P(w0 <= x) = sqrt(x)
        var posterior = SignedRankPosterior.Compute(new Sample(3.0), rope: 1, seed: 6);
        Assert.Equal(Math.Sqrt(Math.Sqrt(.5)), posterior.Above, .008);
        Assert.Equal(0, posterior.Below);
    }

    [Fact]
    public void Changing_the_sign_swaps_the_sides()
    {
        var random = new RandomValues(7);
        var d = random.Gaussians(12, .4);
        var mirrored = new Sample(d.Values.ToArray().Select(v => -v));
        RegionPosterior a = CorrelatedTPosterior.Compute(d, .1), b = CorrelatedTPosterior.Compute(mirrored, .1);
        Assert.Equal(a.Below, b.Above, 1e-12);
        RegionPosterior c = SignedRankPosterior.Compute(d, .1, 1), e = SignedRankPosterior.Compute(mirrored, .1, 1);
        Assert.Equal(c.Above, e.Below, .012);
    }

    [Fact]
    public void What_is_no_argument_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CorrelatedTPosterior.Compute(new Sample(1, 1), .1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CorrelatedTPosterior.Compute(new Sample(1, 2), .1, correlation: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignedRankPosterior.Compute(new Sample(1, 2), double.NaN, 0));
    }
}
