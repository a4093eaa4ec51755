using Sweep.Statistics.Resampling;

namespace Sweep.Statistics.Tests.Resampling;

public class BootstrapTests
{
    private static readonly Sample Values = new(10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213);

    [Fact]
    public void Intervals_of_a_mean_agree_with_R()
    {
        // boot.ci(boot(x, mean, 1e6)): percentile 28.86 84.21; studentized (2e5) 29.31 105.73
        AssertInterval(28.86, 84.21, StratifiedMeanBootstrap.Percentile([(1, Values)], .95, seed: 1, draws: 100_000), .01);
        AssertInterval(29.31, 105.73, StratifiedMeanBootstrap.Studentized([(1, Values)], .95, seed: 1, draws: 100_000)!.Value, .015);
    }

    [Fact]
    public void Equal_seeds_give_equal_intervals_and_others_do_not()
    {
        Assert.Equal(Percentile(3), Percentile(3));
        Assert.NotEqual(Percentile(3), Percentile(4));

        static Interval Percentile(ulong seed) => StratifiedMeanBootstrap.Percentile([(1, Values)], .9, seed, 999);
    }

    private static void AssertInterval(double lower, double upper, Interval actual, double tolerance)
    {
        Assert.Equal(1, actual.Lower / lower, tolerance);
        Assert.Equal(1, actual.Upper / upper, tolerance);
    }
}
