using Sweep.Statistics.Bayes;
using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Tests.Estimates;

/// <summary>Means over folds, which share training samples.</summary>
public sealed class OverlapTests
{
    // Accuracies of two classifiers on the ten folds of the sonar data, from the documentation of baycomp.
    private static readonly double[] Bayes = [94.203, 92.754, 95.652, 91.176, 92.647, 91.176, 92.647, 92.647, 86.765, 91.176];
    private static readonly double[] Tree = [92.754, 92.754, 89.855, 89.706, 95.588, 89.706, 95.588, 94.118, 91.176, 92.647];

    private static Sample Sonar => new(Bayes.Zip(Tree, (a, b) => a - b));

    // scipy 1.10: d = bayes - tree; se = sqrt((1/10 + 1/9)*d.var(ddof=1)); t = d.mean()/se; 2*stats.t.sf(abs(t), 9);
    // stats.t.interval(.95, 9, d.mean(), se)
    [Fact]
    public void The_error_of_a_mean_over_folds_is_that_of_Nadeau_and_Bengio()
    {
        var mean = MeanEstimate.FromSample(Sonar, overlap: 1.0 / 9);
        Assert.Equal(-0.3049, mean.Value, 1e-12);
        Assert.Equal(1.3714145905362822, mean.StandardError, 1e-12);
        Assert.Equal(-0.2223251831386516, mean.T, 1e-12);
        Assert.Equal(0.8290239950122924, mean.P, 1e-12);
        Assert.Equal(-3.4072553390691525, mean.At(0.95).Lower, 1e-9);
        Assert.Equal(2.797455339069157, mean.At(0.95).Upper, 1e-9);
    }

    // The numbers of baycomp, with rho = 1/10: rho/(1 - rho) is the overlap of ten folds.
    [Fact]
    public void Without_a_region_the_Bayesian_correlated_t_test_says_the_same()
    {
        var posterior = CorrelatedTPosterior.Compute(MeanEstimate.FromSample(Sonar, 1.0 / 9), rope: 0);
        Assert.Equal(0.4145119975, posterior.Above, 1e-9);
        Assert.Equal(0.5854880025, posterior.Below, 1e-9);
        Assert.Equal(0.2691517187, CorrelatedTPosterior.Compute(MeanEstimate.FromSample(Sonar, 1.0 / 9), rope: 0.5).Within, 1e-6);
    }

    // scipy: v = [(1/5 + 1/4)*x.var(ddof=1)/4 for x in (d1, d2)]; se = sqrt(sum(v)); df = sum(v)**2/sum(x*x/4 for x in v);
    // 2*stats.t.sf(abs(m/se), df)
    [Fact]
    public void Datasets_are_independent_of_each_other_and_only_their_own_folds_overlap()
    {
        var blocks = new PairedBlocks([(0.5, new Sample([.02, .01, .03, .015, .025])), (0.5, new Sample([0, .01, -.005, .02, .005]))],
            overlap: 0.25);
        var mean = blocks.Estimate();
        Assert.Equal(0.013, mean.Value, 1e-15);
        Assert.Equal(0.004175823272122517, mean.StandardError, 1e-15);
        Assert.Equal(7.711133400200601, mean.DegreesOfFreedom, 1e-10);
        Assert.Equal(0.015049312022611817, mean.P, 1e-12);
    }
}
