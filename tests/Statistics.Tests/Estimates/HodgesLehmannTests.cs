using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Tests.Estimates;

public class HodgesLehmannTests
{
    [Fact]
    public void The_depression_example_agrees_with_R()
    {
        // wilcox.test(x, y, paired = TRUE, conf.int = TRUE): 0.46, 0.010 .. 0.786
        var result = HodgesLehmann.Estimate(ReferenceData.Differences(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter));
        Assert.Equal(.46, result.Estimate, 1e-12);
        Assert.Equal(.010, result.Interval.Lower, 1e-12);
        Assert.Equal(.786, result.Interval.Upper, 1e-12);
    }

    [Fact]
    public void Thirty_values_agree_with_R()
    {
        // set.seed(1); a <- round(rnorm(30, .3), 3); wilcox.test(a, conf.int = TRUE, exact = TRUE): 0.457, 0.091 .. 0.783
        var a = new Sample(-0.326, 0.484, -0.536, 1.895, 0.630, -0.520, 0.787, 1.038, 0.876, -0.005, 1.812, 0.690, -0.321, -1.915, 1.425,
            0.255, 0.284, 1.244, 1.121, 0.894, 1.219, 1.082, 0.375, -1.689, 0.920, 0.244, 0.144, -1.171, -0.178, 0.718);
        var result = HodgesLehmann.Estimate(a);
        Assert.Equal(.457, result.Estimate, 1e-12);
        Assert.Equal(.091, result.Interval.Lower, 1e-12);
        Assert.Equal(.783, result.Interval.Upper, 1e-12);
        Assert.InRange(result.Interval.Level, .95, .96);
    }

    [Fact]
    public void The_sleep_data_agree_with_R() =>
        // median of outer(d, d, "+")[upper.tri(, TRUE)] / 2
        Assert.Equal(1.3, HodgesLehmann.Estimate(ReferenceData.Sleep).Estimate, 1e-12);

    [Fact]
    public void Five_values_reach_only_their_level()
    {
        var result = HodgesLehmann.Estimate(new Sample(1, 2, 3, 4, 10));
        Assert.Equal(new Interval(1, 10, 1 - 2 / 32.0), result.Interval);
    }

    [Fact]
    public void A_single_value_is_its_own_centre()
    {
        var result = HodgesLehmann.Estimate(new Sample(2.5));
        Assert.Equal((2.5, 2.5, 2.5), (result.Estimate, result.Interval.Lower, result.Interval.Upper));
        Assert.Equal(0, result.Interval.Level, 1e-15);
    }

    [Fact]
    public void Bisection_finds_the_median_of_all_stored_averages()
    {
        var random = new RandomValues(71);
        for (int n = 1; n <= 40; n++)
        {
            double[] d = random.Gaussians(n, random.Gaussian()).Values.ToArray();
            double[] averages = [.. d.SelectMany((x, i) => d.Skip(i).Select(y => (x + y) / 2)).Order()];
            double median = (averages[(averages.Length - 1) / 2] + averages[averages.Length / 2]) / 2;
            Assert.Equal(median, HodgesLehmann.Estimate(new Sample(d)).Estimate, 1e-14);
        }
    }

    [Fact]
    public void Shift_and_scale_carry_over()
    {
        var d = new RandomValues(73).Gaussians(20);
        HodgesLehmannResult plain = HodgesLehmann.Estimate(d),
            moved = HodgesLehmann.Estimate(new Sample([.. d.Values.ToArray().Select(x => 3 - 2 * x)]));
        Assert.Equal(3 - 2 * plain.Estimate, moved.Estimate, 1e-12);
        Assert.Equal(3 - 2 * plain.Interval.Upper, moved.Interval.Lower, 1e-12);
    }

    [Fact]
    public void Many_values_take_normal_quantiles()
    {
        var result = HodgesLehmann.Estimate(new RandomValues(79).Gaussians(3000, 1));
        Assert.InRange(result.Estimate, result.Interval.Lower, result.Interval.Upper);
        // The half-width of an efficient estimate: 1.96 / sqrt(3000 * 3/pi)
        Assert.InRange((result.Interval.Upper - result.Interval.Lower) / 2, .033, .041);
    }
}
