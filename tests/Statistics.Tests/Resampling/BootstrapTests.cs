using Sweep.Statistics.Resampling;

namespace Sweep.Statistics.Tests.Resampling;

public class BootstrapTests
{
    private static readonly Sample Values = new(10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213);

    [Fact]
    public void Intervals_of_a_mean_agree_with_R()
    {
        // boot.ci(boot(x, mean, 1e6)): percentile 28.86 84.21, BCa 32.31 91.43; studentized (2e5) 29.31 105.73
        AssertInterval(28.86, 84.21, Bootstrap.Percentile(Values, Mean, .95, seed: 1, draws: 100_000), .01);
        AssertInterval(32.31, 91.43, Bootstrap.BiasCorrected(Values, Mean, .95, seed: 1, draws: 100_000), .01);
        AssertInterval(29.31, 105.73, Bootstrap.Studentized(Values, Mean, Error, .95, seed: 1, draws: 100_000), .015);
    }

    [Fact]
    public void The_acceleration_of_a_mean_agrees_with_R() =>
        // sum((mean(x)-x)^3)... of the jackknife: .06152887
        Assert.Equal(.06152887, Bootstrap.Acceleration(Values, Mean), 1e-8);

    [Fact]
    public void Equal_seeds_give_equal_intervals_and_others_do_not()
    {
        Assert.Equal(Bootstrap.Percentile(Values, Mean, .9, 3), Bootstrap.Percentile(Values, Mean, .9, 3));
        Assert.NotEqual(Bootstrap.Percentile(Values, Mean, .9, 3), Bootstrap.Percentile(Values, Mean, .9, 4));
    }

    [Fact]
    public void Percentile_and_bias_corrected_intervals_follow_monotone_maps()
    {
        var logs = new Sample(Values.Values.ToArray().Select(v => Math.Log(v)));
        Interval plain = Bootstrap.BiasCorrected(Values, Median, .95, 5), mapped = Bootstrap.BiasCorrected(logs, Median, .95, 5);
        Assert.Equal(Math.Log(plain.Upper), mapped.Upper, .02); // interpolation between order statistics and the jackknife are not monotone
    }

    [Fact]
    public void They_cover_about_as_often_as_they_say()
    {
        var random = new RandomValues(41);
        int percentile = 0, corrected = 0, studentized = 0;
        for (int i = 0; i < 300; i++)
        {
            var sample = random.Gaussians(20, 3);
            percentile += Covers(Bootstrap.Percentile(sample, Mean, .9, (ulong)i, 999));
            corrected += Covers(Bootstrap.BiasCorrected(sample, Mean, .9, (ulong)i, 999));
            studentized += Covers(Bootstrap.Studentized(sample, Mean, Error, .9, (ulong)i, 999));
        }
        Assert.All([percentile, corrected, studentized], c => Assert.InRange(c / 300.0, .82, .96));

        static int Covers(Interval i) => i.Lower <= 3 && 3 <= i.Upper ? 1 : 0;
    }

    [Fact]
    public void Equal_values_have_a_point_for_an_interval()
    {
        var same = new Sample(2, 2, 2);
        Assert.Equal(new Interval(2, 2, .95), Bootstrap.BiasCorrected(same, Mean, .95, 0));
        Assert.Throws<ArgumentException>(() => Bootstrap.Studentized(same, Mean, Error, .95, 0));
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static double Median(ReadOnlySpan<double> values) => new Sample(values.ToArray()).Median;

    private static double Error(ReadOnlySpan<double> values) => Math.Sqrt(new Sample(values.ToArray()).Variance / values.Length);

    private static void AssertInterval(double lower, double upper, Interval actual, double tolerance)
    {
        Assert.Equal(1, actual.Lower / lower, tolerance);
        Assert.Equal(1, actual.Upper / upper, tolerance);
    }
}
