using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class TwoSampleTests
{
    [Fact]
    public void Brunner_and_Munzels_pain_scores_agree_with_scipy()
    {
        // Brunner and Munzel 2000, section 5; scipy.stats.brunnermunzel(x, y): 3.1374674823029505, p 0.005786208666151538 (its sign is mean(y) - mean(x))
        Sample x = new(1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1), y = new(3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4);
        var result = BrunnerMunzelTest.Test(y, x);
        Assert.Equal(3.1374674823029505, result.T, 1e-12);
        Assert.Equal(.005786208666151538, result.P, 1e-13);
        Assert.Equal(.788961038961039, result.ProbabilityOfSuperiority, 1e-14); // R lawstat: P(X<Y)+.5*P(X=Y)
    }

    [Fact]
    public void The_depression_data_agree_with_scipy()
    {
        // scipy.stats.brunnermunzel(x, y[, alternative='less'])
        var result = BrunnerMunzelTest.Test(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter);
        Assert.Equal(1.4672763285261152, result.T, 1e-12);
        Assert.Equal(.1627561892420487, result.P, 1e-12);
        Assert.Equal(.9186219053789757, BrunnerMunzelTest.Test(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter, Alternative.Less).P, 1e-12);
    }

    [Fact]
    public void Samples_without_overlap_have_the_smallest_p_of_a_rank_test()
    {
        Sample low = new(1, 2, 3, 4), high = new(5, 6, 7, 8, 9);
        Assert.Equal(2 / 126.0, BrunnerMunzelTest.Test(high, low).P, 1e-15);
        Assert.Equal(1 / 126.0, BrunnerMunzelTest.Test(high, low, Alternative.Greater).P, 1e-15);
        Assert.Equal((1.0, 1.0), (BrunnerMunzelTest.Test(high, low, Alternative.Less).P, BrunnerMunzelTest.Test(new(1, 1), new(1, 1)).P));
        Assert.Throws<ArgumentException>(() => BrunnerMunzelTest.Test(new(1), new(1, 2)));
    }

    [Fact]
    public void Brunner_Munzel_keeps_its_level_where_spreads_differ()
    {
        var random = new RandomValues(15);
        const int Studies = 4000;
        int wrong = 0;
        for (int i = 0; i < Studies; i++)
        {
            var wide = new Sample(random.Gaussians(15).Values.ToArray().Select(v => 4 * v));
            wrong += BrunnerMunzelTest.Test(random.Gaussians(25), wide).P <= .05 ? 1 : 0;
        }
        Assert.InRange(wrong / (double)Studies, .035, .07); // Mann-Whitney would err in some 9 %
    }

    [Fact]
    public void Monotone_maps_do_not_matter()
    {
        var random = new RandomValues(16);
        Sample x = random.Gaussians(9, .5), y = random.Gaussians(11);
        double p = BrunnerMunzelTest.Test(x, y).P;
        Assert.Equal(p, BrunnerMunzelTest.Test(Map(x), Map(y)).P, 1e-14);
        Assert.Equal(p, BrunnerMunzelTest.Test(y, x).P, 1e-14);

        static Sample Map(Sample s) => new(s.Values.ToArray().Select(v => v * v * v + Math.Exp(v)));
    }

    [Fact]
    public void McNemar_is_exact()
    {
        // R: binom.test(2, 11)$p.value
        var result = McNemarTest.Test(2, 9);
        Assert.Equal(.0654296875, result.P, 1e-14);
        Assert.Equal(result.P, McNemarTest.Test(9, 2).P);
        Assert.Equal(.0654296875 / 2, McNemarTest.Test(9, 2, Alternative.Greater).P, 1e-14);
        Assert.Equal((1.0, 1.0), (McNemarTest.Test(0, 0).P, McNemarTest.Test(3, 3).P));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Test(-1, 2));
    }

    [Theory]
    [InlineData(3, 7)]
    [InlineData(6, 11)]
    [InlineData(7, 5)]
    public void The_probability_of_superiority_is_exactly_zero_or_one_without_overlap(int countLow, int countHigh)
    {
        Sample low = new(Enumerable.Range(0, countLow).Select(i => i / 10.0)), high = new(Enumerable.Range(0, countHigh).Select(i => 1 + i / 10.0));
        Assert.Equal((0.0, 1.0), (BrunnerMunzelTest.Test(low, high).ProbabilityOfSuperiority, BrunnerMunzelTest.Test(high, low).ProbabilityOfSuperiority));
    }
}
