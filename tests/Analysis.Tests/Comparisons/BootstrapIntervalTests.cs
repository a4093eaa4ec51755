using Sweep.Analysis.Comparisons;

namespace Sweep.Analysis.Tests.Comparisons;

public class BootstrapIntervalTests
{
    private static readonly double[] Noise = [-.05, -.04, -.03, -.02, -.01, .01, .02, .03, .04, .05];

    [Fact]
    public void What_sets_blocks_apart_is_no_spread()
    {
        // differences 1.05 and 5.05 +- .05: the t interval is [3.035, 3.065]
        var result = Complete([.. Pairs("x", 1.05), .. Pairs("y", 5.05)]);
        var (interval, t) = (result.Supplement!.BootstrapInterval!.Value, result.Difference!.Interval!.Value);
        Assert.Equal(t.Lower, interval.Lower, .004);
        Assert.Equal(t.Upper, interval.Upper, .004);
        Assert.Equal((1, 1), (result.Supplement.WinInterval!.Value.Lower, result.Supplement.WinInterval.Value.Upper));

        static IEnumerable<Observation> Pairs(string block, double shift) =>
            Trials.Of("relu", block, new double[10]).Concat(Trials.Of("x", block, Noise.Select(n => shift + n)));
    }

    [Fact]
    public void The_probability_of_winning_counts_blocks_and_not_pairs()
    {
        // 2 of 2 in one block and 0 of 8 in the other
        var result = Complete([
            .. Trials.Of("relu", "x", 0, 0), .. Trials.Of("x", "x", 1, 2),
            .. Trials.Of("relu", "y", new double[8]), .. Trials.Of("x", "y", Enumerable.Range(1, 8).Select(i => -.1 * i))]);
        Assert.Equal(.5, result.Difference!.ProbabilityOfSuperiority, 1e-15);
        Assert.Equal((.5, .5), (result.Supplement!.WinInterval!.Value.Lower, result.Supplement.WinInterval.Value.Upper));
    }

    [Fact]
    public void A_lone_block_of_one_pair_takes_no_part_and_too_few_pairs_are_left_for_a_bootstrap()
    {
        var result = Complete([
            .. Trials.Of("relu", "x", .5), .. Trials.Of("x", "x", 1.0),
            .. Trials.Of("relu", "y", .15, .1, .35, .3, .55, .5, .75, .7, .95),
                .. Trials.Of("x", "y", .1, .2, .3, .4, .5, .6, .7, .8, .9)]);
        Assert.Equal((null, null), (result.Supplement!.BootstrapInterval, result.Supplement.WinInterval));
        Assert.Equal(4 / 9.0, result.Difference!.ProbabilityOfSuperiority, 1e-15);
    }

    [Fact]
    public void Blocks_of_one_pair_each_are_drawn_themselves()
    {
        var result = Complete(Noise.SelectMany((n, i) => Trials.Of("relu", $"b{i}", 0.0).Concat(Trials.Of("x", $"b{i}", n + .02))));
        Assert.True(result.Supplement!.BootstrapInterval!.Value.Lower < .02 && result.Supplement.BootstrapInterval.Value.Upper > .02);
        Assert.InRange(result.Supplement.WinInterval!.Value.Lower, .2, result.Difference!.ProbabilityOfSuperiority);
        Assert.InRange(result.Supplement.WinInterval.Value.Upper, result.Difference.ProbabilityOfSuperiority, 1);
    }

    private static ComparisonResult Complete(IEnumerable<Observation> observations) =>
        Trials.Only(observations, Trials.Full() with { BootstrapDraws = 1999 });
}
