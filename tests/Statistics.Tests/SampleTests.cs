namespace Sweep.Statistics.Tests;

public class SampleTests
{
    [Fact]
    public void Moments_survive_a_large_offset()
    {
        // NIST Statistical Reference Datasets, NumAcc4: 10000000.2 and then 500 times (.1, .3): mean 10000000.2, sd 0.1 exactly.
        var values = new List<double> { 10000000.2 };
        for (int i = 0; i < 500; i++)
            values.AddRange([10000000.1, 10000000.3]);
        var sample = new Sample(values);
        Assert.Equal(10000000.2, sample.Mean, 1e-8);
        Assert.Equal(0.1, sample.StandardDeviation, 1e-9);
    }

    [Fact]
    public void The_median_of_an_even_count_is_the_mean_of_the_middle_two() =>
        Assert.Equal(2.5, new Sample(4, 1, 2, 3).Median);

    [Fact]
    public void A_single_value_has_no_variance() => Assert.True(double.IsNaN(new Sample(1.0).Variance));

    [Fact]
    public void Huge_values_have_a_finite_mean()
    {
        Assert.Equal(1e308, new Sample(1e308, 1e308).Mean);
        Assert.Equal(1.25e308, new Sample(1e308, 1.5e308).Mean, 1e293);
        Assert.Equal(1.25e308, new Sample(1e308, 1.5e308).Median, 1e293);
        Assert.Equal(.5e308, new Sample(-1.5e308, 1.5e308, 1.5e308).Mean, 1e293);
    }

    [Fact]
    public void Equal_values_have_no_variance_whatever_the_rounding_of_their_sum() =>
        Assert.All(Enumerable.Range(2, 60), n =>
            Assert.Equal((.1, 0), (new Sample(Enumerable.Repeat(.1, n)).Mean, new Sample(Enumerable.Repeat(.1, n)).Variance)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused(double value) =>
        Assert.Throws<ArgumentException>(() => new Sample(1, value));

    [Fact]
    public void An_empty_sample_is_refused() => Assert.Throws<ArgumentException>(() => new Sample());
}
