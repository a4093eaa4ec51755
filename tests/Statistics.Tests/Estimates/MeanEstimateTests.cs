using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Tests.Estimates;

public class MeanEstimateTests
{
    [Fact]
    public void The_paired_test_agrees_with_R_on_sleep()
    {
        // t.test(d): t = 4.06212768338204, p = 0.00283289019738427, CI 0.700114236723018 .. 2.459885763276982
        var mean = MeanEstimate.FromSample(ReferenceData.Sleep);
        Assert.Equal(4.06212768338204, mean.T, 1e-12);
        Assert.Equal(0.00283289019738427, mean.P, 1e-14);
        Assert.Equal(0.700114236723018, mean.At(.95).Lower, 1e-12);
        Assert.Equal(2.459885763276982, mean.At(.95).Upper, 1e-12);
    }

    [Fact]
    public void Welchs_test_agrees_with_R()
    {
        // t.test(x, y) with the depression data
        var mean = MeanEstimate.FromDifference(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter);
        Assert.Equal(1.20517279910665, mean.T, 1e-12);
        Assert.Equal(15.7950355825412, mean.DegreesOfFreedom, 1e-10);
        Assert.Equal(0.245882838533171, mean.P, 1e-12);
        Assert.Equal(-0.328607930189812, mean.At(.95).Lower, 1e-12);
        Assert.Equal(1.192385707967589, mean.At(.95).Upper, 1e-12);
    }

    [Fact]
    public void The_ends_of_the_interval_have_the_p_of_its_level()
    {
        var mean = MeanEstimate.FromSample(ReferenceData.Sleep);
        Assert.Equal(mean.P, mean.PAt(0));
        Assert.Equal(.05, mean.PAt(mean.At(.95).Lower), 1e-12);
        Assert.Equal(.05, mean.PAt(mean.At(.95).Upper), 1e-12);
    }

    [Fact]
    public void A_combination_of_one_estimate_is_that_estimate()
    {
        var mean = MeanEstimate.FromSample(ReferenceData.Sleep);
        Assert.Equal(mean, MeanEstimate.Combine([mean], [1]));
    }

    [Fact]
    public void Equal_blocks_of_equal_spread_pool_their_degrees_of_freedom()
    {
        MeanEstimate a = MeanEstimate.FromSample(new Sample(1, 2, 3)), b = MeanEstimate.FromSample(new Sample(11, 12, 13));
        var both = MeanEstimate.Combine([a, b], [.5, .5]);
        Assert.Equal(7, both.Value, 1e-15);
        Assert.Equal(4, both.DegreesOfFreedom, 1e-12);
        Assert.Equal(a.StandardError / Math.Sqrt(2), both.StandardError, 1e-15);
    }

    [Fact]
    public void Values_without_spread_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => MeanEstimate.FromSample(new Sample(1, 1, 1)).P);
        Assert.Throws<InvalidOperationException>(() => MeanEstimate.FromSample(new Sample(1.0)).P);
        Assert.Throws<InvalidOperationException>(() => MeanEstimate.FromDifference(new Sample(1, 1), new Sample(2, 2)).PAt(.5));
        Assert.Throws<InvalidOperationException>(() => MeanEstimate.FromSample(new Sample(1.0)).At(.95));
    }

    [Fact]
    public void The_interval_excludes_zero_exactly_when_p_is_below_its_complement()
    {
        var random = new RandomValues(41);
        for (int i = 0; i < 200; i++)
        {
            var mean = MeanEstimate.FromSample(random.Gaussians(6, 1));
            Assert.Equal(mean.P < .05, mean.At(.95).Lower > 0 || mean.At(.95).Upper < 0);
        }
    }

    [Fact]
    public void Under_the_null_p_is_uniform()
    {
        var random = new RandomValues(43);
        double[] ps = [.. Enumerable.Range(0, 4000).Select(_ => MeanEstimate.FromSample(random.Gaussians(5)).P).Order()];
        double distance = ps.Select((p, i) => Math.Max(Math.Abs(p - i / 4000.0), Math.Abs(p - (i + 1) / 4000.0))).Max();
        Assert.InRange(distance, 0, 1.63 / Math.Sqrt(4000)); // Kolmogorov's bound at 1 %; the draws are fixed
    }
}
