using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class MannWhitneyTestTests
{
    [Fact]
    public void An_untied_example_agrees_with_scipy()
    {
        // scipy.stats.mannwhitneyu([19,22,16,29,24], [20,11,17,12], method='exact'): U = 17, p = 0.111111
        var result = MannWhitneyTest.Test(new Sample(19, 22, 16, 29, 24), new Sample(20, 11, 17, 12));
        Assert.Equal((17.0, .85, NullDistribution.Exact), (result.U, result.ProbabilityOfSuperiority, result.NullDistribution));
        Assert.Equal(1 / 9.0, result.P, 1e-14);
    }

    [Fact]
    public void The_normal_approximation_agrees_with_R()
    {
        // wilcox.test(x, y) with the depression data (two ties, so R approximates): W = 58, p = 0.132919458185319;
        // alternative = "greater": 0.0664597290926594
        (Sample, Sample)[] one = [(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter)];
        var result = MannWhitneyTest.Test(one, Alternative.TwoSided, exactLimit: 0);
        Assert.Equal(58, result.U);
        Assert.Equal(0.132919458185319, result.P, 1e-13);
        Assert.Equal(0.0664597290926594, MannWhitneyTest.Test(one, Alternative.Greater, exactLimit: 0).P, 1e-13);
    }

    [Fact]
    public void With_ties_every_attainable_p_has_its_own_probability_under_the_null() =>
        NullPatterns.AssertValid([.. NullPatterns.Splits([1, 2, 2, 3, 5, 5, 5, 8, 9], 4).Select(s => MannWhitneyTest.Test(s.X, s.Y).P)]);

    [Fact]
    public void Stratified_the_joint_arrangements_are_counted()
    {
        var first = NullPatterns.Splits([1, 2, 2, 4, 5], 2).ToArray();
        var second = NullPatterns.Splits([10, 11, 13, 13], 2).ToArray();
        NullPatterns.AssertValid([.. first.SelectMany(a => second.Select(b => MannWhitneyTest.Test([a, b]).P))]);
    }

    [Fact]
    public void Swapping_the_samples_keeps_p_and_mirrors_U()
    {
        Sample x = new(1, 2, 2, 3, 5), y = new(2, 3, 4, 6);
        MannWhitneyResult a = MannWhitneyTest.Test(x, y), b = MannWhitneyTest.Test(y, x);
        Assert.Equal(a.P, b.P, 1e-14);
        Assert.Equal(20, a.U + b.U);
        Assert.Equal(MannWhitneyTest.Test(x, y, Alternative.Greater).P, MannWhitneyTest.Test(y, x, Alternative.Less).P, 1e-14);
    }

    [Fact]
    public void Monotone_maps_change_nothing()
    {
        var random = new RandomValues(53);
        double[] x = random.Gaussians(7).Values.ToArray(), y = random.Gaussians(9, .5).Values.ToArray();
        double p = MannWhitneyTest.Test(new Sample(x), new Sample(y)).P;
        Assert.Equal(p, MannWhitneyTest.Test(new Sample([.. x.Select(Math.Exp)]), new Sample([.. y.Select(Math.Exp)])).P, 1e-14);
    }

    [Fact]
    public void Equal_values_show_nothing()
    {
        (Sample, Sample)[] equal = [(new Sample(1, 1), new Sample(1, 1, 1))];
        Assert.Equal(1, MannWhitneyTest.Test(equal).P);
        Assert.Equal(1, MannWhitneyTest.Test(equal, Alternative.TwoSided, exactLimit: 0).P);
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(6, 11)]
    [InlineData(7, 5)]
    public void The_probability_of_superiority_is_exactly_zero_or_one_without_overlap(int countLow, int countHigh)
    {
        Sample low = new(Enumerable.Range(0, countLow).Select(i => i / 10.0)),
            high = new(Enumerable.Range(0, countHigh).Select(i => 1 + i / 10.0));
        Assert.Equal((0.0, 1.0), (MannWhitneyTest.Test(low, high).ProbabilityOfSuperiority,
            MannWhitneyTest.Test(high, low).ProbabilityOfSuperiority));
    }
}
