using Sweep.Statistics.Sequential;

namespace Sweep.Statistics.Tests.Sequential;

public class AnytimeTests
{
    // Darwin's maize (Fisher 1935, section 17): differences of heights in eighths of an inch, here in inches
    private static readonly Sample Darwin = new(6.125, -8.375, 1, 2, .75, 2.875, 3.5, 5.125, 1.75, 3.625, 7, 3, 9.375, 7.5, -6);

    [Fact]
    public void E_of_known_data_agrees_with_R()
    {
        // R: (1+n*g)^-.5*((1+t^2/v)/(1+t^2/(v*(1+n*g))))^(n/2) with t.test(x)$statistic
        Assert.Equal(25.475137858897, Math.Exp(TEProcess.LogE(ReferenceData.Sleep)), 1e-10);
        Assert.Equal(1.8169477669258, Math.Exp(TEProcess.LogE(Darwin)), 1e-11);
    }

    [Theory]
    [InlineData(5, 8.4532)]
    [InlineData(6, 5.4498)]
    [InlineData(8, 4.2509)]
    [InlineData(10, 3.8698)]
    [InlineData(20, 3.4248)]
    public void Critical_t_reaches_one_over_alpha(int count, double expected)
    {
        double critical = TEProcess.CriticalT(count, .05);
        Assert.Equal(expected, critical, 5e-5);
        Assert.Equal(20, Math.Exp(TEProcess.LogE(critical, count, 1)), 1e-8);
    }

    [Fact]
    public void Four_pairs_can_never_reach_twenty()
    {
        Assert.Equal(double.PositiveInfinity, TEProcess.CriticalT(4, .05));
        Assert.Equal(1.5 * Math.Log(5), TEProcess.LogE(double.PositiveInfinity, 4, 1), 1e-12);
        Assert.Equal(double.NegativeInfinity, TEProcess.ConfidenceSequence(new Sample(1, 2, 3, 4), .95).Lower);
    }

    [Fact]
    public void Under_the_null_the_expectation_of_E_is_one()
    {
        // numeric integral over Student's density with n - 1 degrees of freedom
        foreach (int n in new[] { 2, 5, 10, 30 })
        {
            double v = n - 1, sum = 0, mass = 0;
            for (double a = -Math.PI / 2 + 5e-6; a < Math.PI / 2; a += 1e-5) // t = sqrt(v) tan(a): the density becomes cos(a)^(v-1)
            {
                double density = Math.Pow(Math.Cos(a), v - 1);
                sum += density * Math.Exp(TEProcess.LogE(Math.Sqrt(v) * Math.Tan(a), n, 1));
                mass += density;
            }
            Assert.Equal(1, sum / mass, 2e-3);
        }
    }

    [Fact]
    public void Looking_after_every_pair_keeps_the_error_rate()
    {
        var random = new RandomValues(30);
        const int Studies = 2000;
        int wrong = 0;
        for (int study = 0; study < Studies; study++)
        {
            var d = random.Gaussians(30).Values.ToArray();
            wrong += Enumerable.Range(3, 28).Any(n => TEProcess.LogE(new Sample(d[..n])) >= Math.Log(20)) ? 1 : 0;
        }
        Assert.InRange(wrong / (double)Studies, .005, .05);
    }

    [Fact]
    public void The_confidence_sequence_excludes_zero_exactly_when_E_reaches_its_threshold()
    {
        var random = new RandomValues(31);
        for (int i = 0; i < 300; i++)
        {
            var d = random.Gaussians(12, .8);
            var interval = TEProcess.ConfidenceSequence(d, .95);
            Assert.Equal(TEProcess.LogE(d) >= Math.Log(20), interval.Lower > 0 || interval.Upper < 0);
        }
    }

    [Fact]
    public void Unit_and_sign_do_not_matter()
    {
        var scaled = new Sample(Darwin.Values.ToArray().Select(d => -8 * d));
        Assert.Equal(TEProcess.LogE(Darwin), TEProcess.LogE(scaled), 1e-12);
        Assert.Equal(0, TEProcess.LogE(new Sample(3.0)));
        Assert.True(TEProcess.LogE(new Sample(0, 0, 0)) < 0);
    }

    [Fact]
    public void The_two_sided_normal_mixture_agrees_with_confseq()
    {
        // confseq unit tests: v_opt 100, alpha .05: rho 12.60056, log m(10, 100) = -.6510052, bound(100) = 30.35209
        var mixture = NormalMixture.BestAt(100, .05, twoSided: true);
        Assert.Equal(12.60056, mixture.Rho, 5e-6);
        Assert.Equal(-.6510052, mixture.LogE(10, 100), 5e-8);
        Assert.Equal(30.35209, mixture.Bound(100, .05), 5e-6);
    }

    [Fact]
    public void The_one_sided_normal_mixture_agrees_with_confseq()
    {
        var mixture = NormalMixture.BestAt(100, .05, twoSided: false);
        Assert.Equal(-.06502391, mixture.LogE(10, 100), 1e-6);
        Assert.Equal(27.66071, mixture.Bound(100, .05), 1e-5);
    }

    [Theory]
    // confseq: bernoulli_confidence_interval with t_opt 100 and 50
    [InlineData(700, 1000, 100, .651629, .745949)]
    [InlineData(15, 50, 50, .129556, .511896)]
    public void Confidence_sequences_of_a_probability_agree_with_confseq(int successes, int count, int tightAt, double lower, double upper)
    {
        var interval = BernoulliConfidenceSequence.Of(successes, count, .95, tightAt);
        Assert.Equal(lower, interval.Lower, 2e-6);
        Assert.Equal(upper, interval.Upper, 2e-6);
    }

    [Fact]
    public void A_known_deviation_gives_a_narrower_sequence_than_an_estimated_one()
    {
        var known = NormalMixture.BestAt(20, .05, twoSided: true).ConfidenceSequence(.1, 20, 1, .95);
        Assert.Equal(.2, known.Lower + known.Upper, 1e-12);
        Assert.InRange(known.Upper - known.Lower, 2 * 1.96 / Math.Sqrt(20), 2 * 3.4248 / Math.Sqrt(20));
    }

    [Fact]
    public void The_limits_of_t_have_limits_of_E()
    {
        Assert.Equal(Math.Log(3) / 2, TEProcess.LogE(new Sample(.5, .5)), 1e-15); // (n - 1)/2 log(1 + n g)
        Assert.Equal(TEProcess.LogE(double.PositiveInfinity, 7, 2), TEProcess.LogE(1e160, 7, 2));
        Assert.Equal(TEProcess.LogE(double.PositiveInfinity, 7, 2), TEProcess.LogE(1e20, 7, 2), 1e-12);
    }

    [Fact]
    public void A_one_sided_sequence_excludes_the_means_that_large_sums_speak_against()
    {
        // Ten values of mean 3 and deviation 1: log E against 0 is 37.3, so that 0 lies outside. At the lower end E is 20.
        var mixture = new NormalMixture(2, twoSided: false);
        var interval = mixture.ConfidenceSequence(3, 10, 1, .95);
        Assert.Equal(double.PositiveInfinity, interval.Upper);
        Assert.Equal(2.12, interval.Lower, .005);
        Assert.Equal(Math.Log(20), mixture.LogE(10 * (3 - interval.Lower), 10), 1e-9);
    }

    [Theory]
    // mpmath, 30 digits: log(sqrt(rho/(v+rho))) + s**2/(2*(v+rho)) + log(2*ncdf(s/sqrt(v+rho))), rho 2, v 10
    [InlineData(-500, -6.09387385502831)]
    [InlineData(-70, -4.13014716829798)]
    [InlineData(-68, -4.1013039978191)]
    [InlineData(-5, -1.758594868248014)]
    public void Log_E_of_sums_in_the_wrong_direction_stays_finite(double sum, double expected) =>
        Assert.Equal(expected, new NormalMixture(2, twoSided: false).LogE(sum, 10), 1e-11);

    [Fact]
    public void A_one_sided_error_rate_of_a_half_is_refused_by_name() =>
        Assert.Equal("alpha", Assert.Throws<ArgumentOutOfRangeException>(() => NormalMixture.BestAt(10, .5, twoSided: false)).ParamName);
}
