using Sweep.Statistics.Distributions;
using Sweep.Statistics.PostHoc;

namespace Sweep.Statistics.Tests.PostHoc;

public class GroupContrastTests
{
    private static readonly Sample[] Groups =
        [new(24.5, 23.5, 26.4, 27.1, 29.9), new(28.4, 34.2, 29.5, 32.2, 30.1), new(26.1, 28.3, 24.3, 26.2, 27.8)];

    [Fact]
    public void Tukey_agrees_with_R()
    {
        // TukeyHSD(aov(y ~ g)); scipy.stats.tukey_hsd gives .0144483269098 and the interval -8.2491590248597 .. -.9508409751403
        var result = TukeyTest.Compare(Groups);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], result.Select(c => (c.First, c.Second)));
        Assert.Equal(-4.6, result[0].Estimate, 1e-12);
        Assert.Equal(.014448326737, result[0].P, 1e-11);
        Assert.Equal(-8.2491590248597, result[0].Interval.Lower, 3e-8);
        Assert.Equal(-.9508409751403, result[0].Interval.Upper, 3e-8);
        Assert.Equal(.980310724094, result[1].P, 1e-10);
        Assert.Equal(.020331136740, result[2].P, 1e-11);
    }

    [Fact]
    public void Dunnetts_blood_counts_agree_with_scipy()
    {
        // Dunnett 1955, table 1; scipy.stats.dunnett (1.11): p .6201020, .0058254
        var result = DunnettTest.Compare([new(9.76, 8.80, 7.68, 9.36), new(12.80, 9.68, 12.16, 9.20, 10.55)], new(7.40, 8.50, 7.20, 8.24, 9.84, 8.32));
        Assert.Equal(.6201020, result[0].P, 2e-5); // scipy integrates by quasi-Monte Carlo
        Assert.Equal(.0058254, result[1].P, 2e-5);
        Assert.True(result[1].Interval.Lower > 0 && result[0].Interval.Lower < 0);
    }

    [Fact]
    public void Against_one_group_Dunnett_is_Students_t()
    {
        var law = new ManyToOneT(5, [7], 10);
        Assert.Equal(1, law.UpperTail(2.5) / StudentT.TwoSided(2.5, 10), 1e-10);
        Assert.Equal(StudentT.UpperQuantile(.025, 10), law.UpperQuantile(.05), 1e-8);
    }

    [Theory]
    // Dunnett, Biometrics 20 (1964), 482-491, two-sided .05, equal counts
    [InlineData(2, 10, 2.57)]
    [InlineData(4, 20, 2.65)]
    public void Critical_values_are_Dunnetts(int groups, int degreesOfFreedom, double expected) =>
        Assert.Equal(expected, new ManyToOneT(5, [.. Enumerable.Repeat(5, groups)], degreesOfFreedom).UpperQuantile(.05), .006);

    [Fact]
    public void Two_groups_of_Tukey_are_one_t_test()
    {
        var t = TukeyTest.Compare(Groups[..2]);
        double variance = (Groups[0].Variance + Groups[1].Variance) / 2, se = Math.Sqrt(variance * 2 / 5);
        Assert.Equal(1, t[0].P / StudentT.TwoSided(t[0].Estimate / se, 8), 1e-9);
    }

    [Fact]
    public void Groups_without_spread_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TukeyTest.Compare([new(1, 1), new(2, 2)]));
        Assert.Throws<ArgumentException>(() => TukeyTest.Compare([new(1, 2)]));
    }

    [Theory]
    // mpmath, 50 digits: 2*quad(npdf(z)*(1 - prod(1 - ncdf(-(c + l*z)/o) - ncdf(-(c - l*z)/o)))) over z > 0, split about l*c and c/l
    [InlineData(2.5, 2, new[] { 5000, 5000 }, .0128147537615589)]
    [InlineData(2.5, 1, new[] { 10000, 20 }, .0154604721478363)]
    [InlineData(2.5, 1, new[] { 300, 300 }, .0135576917801401)]
    [InlineData(12, 5, new[] { 5, 5 }, 7.1059284482994e-33)]
    [InlineData(10, 1, new[] { 100, 100 }, 2.32205671979398e-23)]
    public void Small_controls_and_far_tails_keep_their_digits(double t, int controlCount, int[] counts, double expected) =>
        Assert.Equal(1, new ManyToOneT(controlCount, counts, double.PositiveInfinity).UpperTail(t) / expected, 1e-10);

    [Theory]
    [InlineData(1, 5000, 3, 40)]
    [InlineData(5, 5, 60, 8)]
    [InlineData(2, 300, 90, 100)]
    [InlineData(1, 1_000_000, .5, 3)]
    public void Against_one_group_of_any_size_Dunnett_is_Students_t(int controlCount, int count, double t, double degreesOfFreedom) =>
        Assert.Equal(1, new ManyToOneT(controlCount, [count], degreesOfFreedom).UpperTail(t) / StudentT.TwoSided(t, degreesOfFreedom), 1e-9);
}
