using Sweep.Analysis.Comparisons;
using Sweep.Statistics;
using Sweep.Statistics.Bayes;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>What the error of a mean difference is taken from when blocks are small or nothing spreads.</summary>
public class SpreadTests
{
    [Fact]
    public void A_lone_block_of_one_pair_is_left_out_and_named()
    {
        var random = new RandomValues(301);
        double[] x = [.. random.Gaussians(8).Values.ToArray().Select(v => .01 + .005 * v)];
        Observation[] larger = [.. Trials.Of("relu", "x", new double[8]), .. Trials.Of("arelu", "x", x)],
            all = [.. larger, .. Trials.Of("relu", "y", 0), .. Trials.Of("arelu", "y", .5)];
        var report = ComparisonAnalysis.Analyse(all, Trials.Planned() with { Rope = .03 });
        ComparisonResult result = report.Comparisons[0].Overall, alone = Trials.Only(larger, Trials.Planned() with { Rope = .03 });
        Assert.Equal(["y"], result.LeftOut);
        Assert.Equal((1, 8, alone.Difference!.Mean, alone.Tests),
            (result.BlockCount, result.PairCount, result.Difference!.Mean, result.Tests));
        Assert.Contains(report.Notes, n => n.Contains("is left out over all blocks: block 'y' of arelu against relu"));
    }

    [Fact]
    public void Several_blocks_of_one_pair_have_the_spread_between_them()
    {
        double[] x = [.01, .012, .008, .011, .009, .0105], single = [.2, -.1, .15];
        var result = Trials.Only([
            .. Trials.Of("relu", "x", new double[6]), .. Trials.Of("arelu", "x", x),
            .. single.SelectMany((d, i) => Trials.Of("relu", $"y{i}", 0).Concat(Trials.Of("arelu", $"y{i}", d)))],
                Trials.Planned() with { Rope = .03 });
        var mean = result.Difference!.Mean;
        // R: sqrt(9 * var(c(.2, -.1, .15)) / 3 + var(c(.01, .012, .008, .011, .009, .0105)) / 6) / 4
        Assert.Equal((9, .25 * (.25 + new Sample(x).Mean), 2), (result.PairCount, mean.Value, mean.DegreesOfFreedom), new Near());
        Assert.Equal(Math.Sqrt(3 * new Sample(single).Variance + new Sample(x).Variance / 6) / 4, mean.StandardError, 1e-15);
        Assert.Equal(Verdict.Undecided, result.Decision.Verdict);
    }

    [Fact]
    public void A_spread_of_rounding_errors_is_none()
    {
        // .7104 - .7084 and .8261 - .8241 differ in their last bits only: two equal shifts, 2^-2
        var result = Trials.Only([.. Trials.Of("relu", "", .7084, .8241), .. Trials.Of("arelu", "", .7104, .8261)],
            Trials.Planned() with { Rope = .005 });
        Assert.Equal((Verdict.Undecided, .25, null), (result.Decision.Verdict, result.Tests.Equivalence, result.Tests.T));
        Assert.Equal((0, null), (result.Difference!.Mean.StandardError, result.Difference.Interval));
    }

    [Fact]
    public void A_pair_of_huge_values_does_not_make_the_differences_of_the_others_equal()
    {
        // four differences of one sign and a tie of two divergences: 2^-3, and no equivalence
        var result = Trials.Only([.. Trials.Of("relu", "", 3.02, 3.11, 3.27, 3.04, 5e13),
            .. Trials.Of("tanh", "", 2.01, 2.33, 2.2, 2.4, 5e13)], Trials.Planned() with { Rope = .01 });
        Assert.Equal((Verdict.Undecided, 4, 1), (result.Decision.Verdict, result.Losses, result.Ties));
        Assert.Equal(.125, result.Tests.SignFlip!.Value, 1e-12);
    }

    [Fact]
    public void Datasets_that_differ_by_rounding_alone_show_no_equivalence()
    {
        Observation[] observations = [
            .. OnDataset("relu", "a", .7084), .. OnDataset("arelu", "a", .7104), .. OnDataset("relu", "b", .8241),
                .. OnDataset("arelu", "b", .8261)];
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
    public void Blocks_without_spread_that_disagree_are_equivalent_when_every_pair_is_inside()
    {
        double[] zero = new double[8];
        var result = Trials.Only([
            .. Trials.Of("relu", "x", zero), .. Trials.Of("arelu", "x", zero.Select(_ => .01)),
            .. Trials.Of("relu", "y", zero), .. Trials.Of("arelu", "y", zero.Select(_ => -.02))], Trials.Planned() with { Rope = .03 });
        Assert.Equal((Verdict.Equivalent, Math.ScaleB(1, -16)), (result.Decision.Verdict, result.Tests.Equivalence!.Value));
    }

    [Fact]
    public void Equivalence_is_found_no_more_often_than_planned_in_blocks_of_ten_and_two()
    {
        // Truth at the edge of the region, the same in both blocks: the test is exact then.
        Assert.InRange(Found(smallNoise: .05), .03, .05 + 3 * Math.Sqrt(.05 * .95 / 2000));
        Assert.InRange(Found(smallNoise: .25), 0, .05 + 3 * Math.Sqrt(.05 * .95 / 2000));

        static double Found(double smallNoise)
        {
            var random = new RandomValues(302);
            const int Studies = 2000;
            int found = 0;
            for (int study = 0; study < Studies; study++)
            {
                var blocks = new PairedBlocks([(.5, Noise(10, .05)), (.5, Noise(2, smallNoise))]);
                found += blocks.Value < .03 && StudentizedSignFlipTest.Test(blocks, 0, .03).P / 2 <= .05 ? 1 : 0;
            }
            return found / (double)Studies;

            Sample Noise(int count, double deviation) => new(random.Gaussians(count).Values.ToArray().Select(z => .03 + deviation * z));
        }
    }

    [Fact]
    public void A_mean_without_spread_has_a_text() =>
        Assert.Equal("MeanEstimate { Value = 1.5, StandardError = 0, DegreesOfFreedom = NaN }",
            MeanEstimate.FromSample(new Sample(1.5, 1.5))
            .ToString());

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void A_spread_whose_square_is_no_double_is_a_spread(double unit)
    {
        double[] differences = [.3, -.1, .8, .4];
        var plain = new Sample(differences);
        var scaled = new Sample(differences.Select(d => d * unit));
        Assert.Equal(plain.StandardDeviation, scaled.StandardDeviation / unit, 1e-14);
        var (mean, expected) = (MeanEstimate.FromSample(scaled), MeanEstimate.FromSample(plain));
        Assert.Equal(expected.P, mean.P, 1e-14);
        Assert.Equal(3, mean.DegreesOfFreedom);
        Assert.Equal(CorrelatedTPosterior.Compute(plain, .1).Above, CorrelatedTPosterior.Compute(scaled, .1 * unit).Above, 1e-14);
        var (welch, one) = (MeanEstimate.FromDifference(scaled, new Sample(unit, 3 * unit, 2 * unit)),
            MeanEstimate.FromDifference(plain, new Sample(1, 3, 2)));
        Assert.Equal(one.P, welch.P, 1e-13);
        Assert.Equal(one.DegreesOfFreedom, welch.DegreesOfFreedom, 1e-12);
        Assert.Equal(plain.StandardDeviation, PooledSpread.StandardDeviation([scaled]) / unit, 1e-14);
    }

    private sealed class Near : IEqualityComparer<(int Pairs, double Value, double DegreesOfFreedom)>
    {
        // The larger block adds some 1e-5 degrees of freedom.
        public bool Equals((int Pairs, double Value, double DegreesOfFreedom) x, (int Pairs, double Value, double DegreesOfFreedom) y) =>
            x.Pairs == y.Pairs && Math.Abs(x.Value - y.Value) < 1e-15 && Math.Abs(x.DegreesOfFreedom - y.DegreesOfFreedom) < 1e-4;

        public int GetHashCode((int Pairs, double Value, double DegreesOfFreedom) obj) => 0;
    }
}
