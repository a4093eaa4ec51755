using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Tests.Distributions;

public class StudentTTests
{
    [Theory]
    // R: pt(-c(.5,2,10,40), 5); pt(-3, c(1,2.5,30,1000,1e6)); pt(-60, 36), digits 17
    [InlineData(.5, 5, 3.19149435820465e-01)]
    [InlineData(2, 5, 5.09697394149291e-02)]
    [InlineData(10, 5, 8.54737878714818e-05)]
    [InlineData(40, 5, 9.20598108588648e-08)]
    [InlineData(3, 1, 0.10241638234956672)]
    [InlineData(3, 2.5, 0.03628804777451592)]
    [InlineData(3, 30, 0.00269498203282597)]
    [InlineData(3, 1000, 0.00138335452211909)]
    [InlineData(3, 1e6, 0.00134993127071090)]
    [InlineData(60, 36, 5.5463211164958248e-38)]
    // mpmath, 30 digits: quad of the density from t on
    [InlineData(3, 1e4, 0.001353224094998833)]
    [InlineData(2.5, 1e5, 0.006210459596279523)]
    [InlineData(3, 1e7, 0.001349901355518581)]
    [InlineData(8, 1e7, 6.221617401403393e-16)]
    [InlineData(2, 9e7, 0.02275013344792828)]
    [InlineData(30, 2e4, 9.3315951439833665e-194)] // R: pt(-30, 2e4)
    public void Upper_tails_agree_with_R(double t, double df, double expected)
    {
        Assert.Equal(1, StudentT.UpperTail(t, df) / expected, 1e-11);
        Assert.Equal(1, StudentT.TwoSided(-t, df) / (2 * expected), 1e-11);
        Assert.Equal(1 - expected, StudentT.UpperTail(-t, df), 1e-15 + expected * 1e-11);
    }

    [Theory]
    // R: qt(.975, c(1,2,4,9,38,2.7,1e5)); qt(1e-6, 4); qt(.95, c(4,39))
    [InlineData(.025, 1, 12.70620473617469)]
    [InlineData(.025, 2, 4.30265272974946)]
    [InlineData(.025, 4, 2.77644510519779)]
    [InlineData(.025, 9, 2.26215716279820)]
    [InlineData(.025, 38, 2.02439416391197)]
    [InlineData(.025, 2.7, 3.39214838317375)]
    [InlineData(.025, 1e5, 1.95998770753461)]
    [InlineData(1e-6, 4, 41.577854150451)]
    [InlineData(.05, 4, 2.13184678632665)]
    [InlineData(.05, 39, 1.68487512171122)]
    // R: qt(c(.499, .25), c(3, 1), lower.tail = FALSE)
    [InlineData(.499, 3, 2.72070352173404e-03)]
    [InlineData(.25, 1, 1)]
    public void Quantiles_agree_with_R(double tail, double df, double expected)
    {
        Assert.Equal(1, StudentT.UpperQuantile(tail, df) / expected, 1e-11);
        Assert.Equal(-expected, StudentT.UpperQuantile(1 - tail, df), Math.Abs(expected) * 1e-9);
    }

    [Fact]
    public void A_far_quantile_follows_the_leading_term_of_the_tail() =>
        // (c/1e-12)^2 with c = gamma(.75)/(sqrt(pi/2) gamma(.25)) * .5^.75 / .5; qt of R 4.2.2 is off by 1e-4 here
        Assert.Equal(1, StudentT.UpperQuantile(1e-12, .5) / 1.0284911563163404e+23, 1e-11);

    [Fact]
    public void Half_of_the_distribution_lies_above_zero() => Assert.Equal(0, StudentT.UpperQuantile(.5, 7));

    [Fact]
    public void Many_degrees_of_freedom_are_normal() =>
        Assert.Equal(1, StudentT.TwoSided(2.5, 9e7) / Normal.TwoSided(2.5), 1e-6);

    [Fact]
    public void Refuses_degrees_of_freedom_that_are_not_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(1, double.NaN));
}
