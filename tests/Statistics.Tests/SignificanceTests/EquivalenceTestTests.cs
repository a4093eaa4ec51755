using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class EquivalenceTestTests
{
    [Theory]
    // R: max(pt((mean(d)+r)/se, 9, lower=FALSE), pt((r-mean(d))/se, 9, lower=FALSE)) with the sleep data
    [InlineData(2, .154157, 1e-6, false)]
    [InlineData(2.5, .0211169, 1e-7, true)]
    [InlineData(3, .00265557, 1e-8, true)]
    public void The_sleep_data_agree_with_R(double rope, double p, double tolerance, bool equivalent)
    {
        var result = EquivalenceTest.Test(MeanEstimate.FromSample(ReferenceData.Sleep), rope, .05);
        Assert.Equal(p, result.P, tolerance);
        Assert.Equal(equivalent, result.IsEquivalent);
        Assert.Equal(.9, result.Interval.Level, 1e-15);
    }

    [Fact]
    public void The_interval_is_inside_exactly_when_p_is_below_alpha()
    {
        var random = new RandomValues(47);
        for (int i = 0; i < 200; i++)
        {
            var result = EquivalenceTest.Test(MeanEstimate.FromSample(random.Gaussians(8, .3)), .9, .05);
            Assert.Equal(result.P < .05, result.IsEquivalent);
        }
    }

    [Fact]
    public void A_region_without_width_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EquivalenceTest.Test(MeanEstimate.FromSample(ReferenceData.Sleep), 0, .05));
}
