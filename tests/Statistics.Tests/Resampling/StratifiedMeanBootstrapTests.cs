using Sweep.Statistics.Resampling;

namespace Sweep.Statistics.Tests.Resampling;

public class StratifiedMeanBootstrapTests
{
    private static readonly double[] Noise = [-.05, -.04, -.03, -.02, -.01, .01, .02, .03, .04, .05];

    [Fact]
    public void Ten_normal_values_are_covered_as_often_as_is_said()
    {
        var random = new RandomValues(403);
        int covered = 0;
        for (int study = 0; study < 400; study++)
        {
            var interval = StratifiedMeanBootstrap.Studentized([(1, random.Gaussians(10, 3))], .95, (ulong)study, 999)!.Value;
            covered += interval.Lower <= 3 && 3 <= interval.Upper ? 1 : 0;
        }
        Assert.InRange(covered / 400.0, .92, .98); // the bias-corrected and accelerated interval: .90
    }

    [Fact]
    public void Values_without_spread_are_a_point()
    {
        Assert.Equal(new Interval(2, 2, .95), StratifiedMeanBootstrap.Studentized([(.5, new Sample(1, 1, 1)), (.5, new Sample(3, 3))], .95,
            1, 999));
        // of a stratum of two, half of the resamples have no spread: they are left out
        Assert.NotNull(StratifiedMeanBootstrap.Studentized([(1, new Sample(1, 2))], .95, 1, 999));
    }

    [Fact]
    public void Small_strata_spread_as_much_as_their_means_do()
    {
        // five strata of two: plain drawing spreads by sqrt((n - 1)/n) = .71 of the error, which leaves 1.645 of them only 76 % of the time
        var random = new RandomValues(402);
        const int Studies = 400;
        int covered = 0;
        for (int study = 0; study < Studies; study++)
        {
            (double, Sample)[] strata = [.. Enumerable.Range(0, 5).Select(_ => (.2, random.Gaussians(2, 3)))];
            var interval = StratifiedMeanBootstrap.Percentile(strata, .9, (ulong)study, 499);
            covered += interval.Lower <= 3 && 3 <= interval.Upper ? 1 : 0;
        }
        Assert.InRange(covered / (double)Studies, .8, .95);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }
}
