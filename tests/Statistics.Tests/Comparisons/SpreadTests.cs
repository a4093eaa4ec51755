using Sweep.Statistics.Bayes;
using Sweep.Statistics.Comparisons;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.Comparisons;

/// <summary>What the error of a mean difference is taken from when blocks are small or nothing spreads.</summary>
public class SpreadTests
{
    private const double Shift = 1 / 64.0;

    [Fact]
    public void A_block_of_one_pair_takes_its_spread_from_the_others()
    {
        // block means agree exactly, pairs do not at all
        var result = Trials.Only([
            .. Trials.Of("relu", "x", .5, .5, .5, .5), .. Trials.Of("arelu", "x", new[] { .25, -.25, .125, -.125 }.Select(d => .5 + Shift + d)),
            .. Trials.Of("relu", "y", .5), .. Trials.Of("arelu", "y", .5 + Shift)], Trials.Planned() with { Rope = .03 });
        Assert.Equal(Verdict.Undecided, result.Decision.Verdict);
        // s2 = 2 (.25^2 + .125^2)/3 on 3 degrees of freedom; error sqrt(s2/4 + s2)/2; R: pt((.03 - 1/64)/.1275776, 3, lower=FALSE) = 0.458
        var mean = result.Difference!.Mean;
        Assert.Equal((Shift, 3), (mean.Value, mean.DegreesOfFreedom));
        Assert.Equal(Math.Sqrt(2 * (.0625 + .015625) / 3 * 1.25) / 2, mean.StandardError, 1e-15);
        Assert.Equal(.458, result.Tests.Equivalence!.Value, .001);
    }

    [Fact]
    public void Block_means_that_nearly_agree_show_no_equivalence()
    {
        var result = Trials.Only([
            .. Trials.Of("relu", "x", .5, .5, .5, .5), .. Trials.Of("arelu", "x", new[] { .25, -.25, .125, -.125 }.Select(d => .512 + d)),
            .. Trials.Of("relu", "y", .5), .. Trials.Of("arelu", "y", .513)], Trials.Planned() with { Rope = .03 });
        Assert.Equal((Verdict.Undecided, 3), (result.Decision.Verdict, result.Difference!.Mean.DegreesOfFreedom));
    }

    [Fact]
    public void Losing_all_but_one_pair_of_a_block_leaves_the_degrees_of_freedom_of_the_other()
    {
        var random = new RandomValues(301);
        double[] x = [.. random.Gaussians(8).Values.ToArray().Select(v => .01 + .005 * v)];
        var result = Trials.Only([
            .. Trials.Of("relu", "x", new double[8]), .. Trials.Of("arelu", "x", x), .. Trials.Of("relu", "y", 0), .. Trials.Of("arelu", "y", .015)], Trials.Planned());
        Assert.Equal(7, result.Difference!.Mean.DegreesOfFreedom, 1e-9);
        Assert.Equal(new Sample(x).StandardDeviation * Math.Sqrt(1 / 8.0 + 1) / 2, result.Difference.Mean.StandardError, 1e-15);
    }

    [Fact]
    public void A_spread_of_rounding_errors_is_none()
    {
        // .7104 - .7084 and .8261 - .8241 differ in their last bits only: two equal shifts, 2^-2
        var result = Trials.Only([.. Trials.Of("relu", "", .7084, .8241), .. Trials.Of("arelu", "", .7104, .8261)], Trials.Planned() with { Rope = .005 });
        Assert.Equal((Verdict.Undecided, .25, null), (result.Decision.Verdict, result.Tests.Equivalence, result.Tests.T));
        Assert.Equal((0, null), (result.Difference!.Mean.StandardError, result.Difference.Interval));
    }

    [Fact]
    public void A_pair_of_huge_values_does_not_make_the_differences_of_the_others_equal()
    {
        // four differences of one sign and a tie of two divergences: 2^-3, and no equivalence
        var result = Trials.Only([.. Trials.Of("relu", "", 3.02, 3.11, 3.27, 3.04, 5e13), .. Trials.Of("tanh", "", 2.01, 2.33, 2.2, 2.4, 5e13)], Trials.Planned() with { Rope = .01 });
        Assert.Equal((Verdict.Undecided, 4, 1), (result.Decision.Verdict, result.Losses, result.Ties));
        Assert.Equal(.125, result.Tests.SignFlip!.Value, 1e-12);
    }

    [Fact]
    public void Datasets_that_differ_by_rounding_alone_show_no_equivalence()
    {
        Observation[] observations = [
            .. OnDataset("relu", "a", .7084), .. OnDataset("arelu", "a", .7104), .. OnDataset("relu", "b", .8241), .. OnDataset("arelu", "b", .8261)];
        var comparison = ComparisonAnalysis.Analyse(observations, Trials.Planned() with { Rope = .005 }).Comparisons[0].NewDatasets!;
        Assert.Equal((Verdict.Undecided, null, null), (comparison.Decision.Verdict, comparison.Equivalence, comparison.T));

        static IEnumerable<Observation> OnDataset(string level, string dataset, double value) =>
            Trials.Of(level, dataset, value).Select(o => o with { Dataset = dataset });
    }

    [Fact]
    public void Unpaired_values_that_differ_by_rounding_alone_have_no_spread()
    {
        var result = Trials.Only([.. Trials.Of("relu", "", .1 + .2, .3, .3), .. Trials.Of("arelu", "", .3, .1 + .2, .3)],
            Trials.Planned() with { Rope = .005, MayPair = false });
        Assert.Equal((Verdict.Undecided, null), (result.Decision.Verdict, result.Tests.Equivalence));
    }

    [Fact]
    public void Blocks_without_spread_that_disagree_show_no_equivalence()
    {
        double[] zero = new double[8];
        var result = Trials.Only([
            .. Trials.Of("relu", "x", zero), .. Trials.Of("arelu", "x", zero.Select(_ => .01)),
            .. Trials.Of("relu", "y", zero), .. Trials.Of("arelu", "y", zero.Select(_ => -.02))], Trials.Planned() with { Rope = .03 });
        Assert.Equal((Verdict.Undecided, null), (result.Decision.Verdict, result.Tests.Equivalence));
    }

    [Fact]
    public void Equivalence_is_found_no_more_often_than_planned_in_blocks_of_ten_and_two()
    {
        // Truth at the edge of the region. Satterthwaite alone: 7.2 % here; five times the noise in the small block: 6.9 % (pooling all: 27 %).
        Assert.InRange(Found(smallNoise: .05), 0, .05 + 3 * Math.Sqrt(.05 * .95 / 4000));
        Assert.InRange(Found(smallNoise: .25), 0, .075);

        static double Found(double smallNoise)
        {
            var random = new RandomValues(302);
            const int Studies = 4000;
            int found = 0;
            for (int study = 0; study < Studies; study++)
            {
                Sample[] differences = [Noise(10, .05), Noise(2, smallNoise)];
                found += EquivalenceTest.Test(StratifiedMean.Of(differences, [.5, .5], () => 1), .03, .05).P <= .05 ? 1 : 0;
            }
            return found / (double)Studies;

            Sample Noise(int count, double deviation) => new(random.Gaussians(count).Values.ToArray().Select(z => .03 + deviation * z));
        }
    }

    [Fact]
    public void A_mean_without_spread_has_a_text() =>
        Assert.Equal("MeanEstimate { Value = 1.5, StandardError = 0, DegreesOfFreedom = NaN }", MeanEstimate.OfMean(new Sample(1.5, 1.5)).ToString());

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void A_spread_whose_square_is_no_double_is_a_spread(double unit)
    {
        double[] differences = [.3, -.1, .8, .4];
        var plain = new Sample(differences);
        var scaled = new Sample(differences.Select(d => d * unit));
        Assert.Equal(plain.StandardDeviation, scaled.StandardDeviation / unit, 1e-14);
        var (mean, expected) = (MeanEstimate.OfMean(scaled), MeanEstimate.OfMean(plain));
        Assert.Equal(expected.P, mean.P, 1e-14);
        Assert.Equal(3, mean.DegreesOfFreedom);
        Assert.Equal(CorrelatedTPosterior.Of(plain, .1).Above, CorrelatedTPosterior.Of(scaled, .1 * unit).Above, 1e-14);
        var (welch, one) = (MeanEstimate.OfDifference(scaled, new Sample(unit, 3 * unit, 2 * unit)),
            MeanEstimate.OfDifference(plain, new Sample(1, 3, 2)));
        Assert.Equal(one.P, welch.P, 1e-13);
        Assert.Equal(one.DegreesOfFreedom, welch.DegreesOfFreedom, 1e-12);
        Assert.Equal(plain.StandardDeviation, PooledSpread.StandardDeviation([scaled]) / unit, 1e-14);
    }
}
