using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

/// <summary>What a verdict over blocks says where the blocks differ.</summary>
public class DifferingBlocksTests
{
    private readonly RandomValues random = new(512); // new for each test

    [Fact]
    public void Blocks_whose_effects_differ_do_not_hide_the_mean_effect()
    {
        var result = Trials.Only([.. Pairs("0.1", 10, 5, .1), .. Pairs("0.01", 10, -4, .1)], Trials.Full());
        Assert.Equal(Verdict.Better, result.Decision.Verdict);
        Assert.True(result.Decision.P < .001, $"p = {result.Decision.P}");
        Assert.True(result.Difference!.Interval!.Value.Lower > 0);
        Assert.True(result.Decision.IsOnAverage);
        Assert.Equal(["0.1"], result.Effects!.Better);
        Assert.Equal(["0.01"], result.Effects.Worse);
        Assert.InRange(result.Effects.InteractionP!.Value, 0, .001);
        Assert.InRange(result.Effects.OppositeP!.Value, 0, .001);
    }

    [Fact]
    public void Opposite_effects_that_cancel_are_equivalent_on_average_alone()
    {
        var result = Trials.Only([.. Pairs("a", 10, 5, .05), .. Pairs("b", 10, -5, .05)], Trials.Full() with { Rope = .2 });
        Assert.Equal((Verdict.Equivalent, true), (result.Decision.Verdict, result.Decision.IsOnAverage));
        Assert.Equal(["a"], result.Effects!.Better);
        Assert.Equal(["b"], result.Effects.Worse);
        Assert.True(result.Effects.IsOpposite);
    }

    [Fact]
    public void Blocks_that_are_each_equivalent_are_equivalent_without_more()
    {
        var result = Trials.Only([.. Pairs("a", 12, .01, .05), .. Pairs("b", 12, .01, .05)], Trials.Full() with { Rope = .2 });
        Assert.Equal((Verdict.Equivalent, false), (result.Decision.Verdict, result.Decision.IsOnAverage));
        Assert.Equal(["a", "b"], result.Effects!.Equivalent);
    }

    [Theory]
    [InlineData(1, 10, 5, 1)]
    [InlineData(10, 1, 1, 5)]
    public void A_block_of_one_pair_borrows_no_spread(int first, int second, double firstDeviation, double secondDeviation)
    {
        int equivalent = 0, missed = 0;
        const int Studies = 300;
        for (int study = 0; study < Studies; study++)
        {
            var result = Trials.Only([.. Pairs("a", first, 1, firstDeviation), .. Pairs("b", second, 1, secondDeviation)],
                Trials.Full() with { Rope = 1, Depth = ReportDepth.Answer });
            equivalent += result.Decision.Verdict == Verdict.Equivalent ? 1 : 0;
            missed += result.Difference!.Interval is { } interval && !(interval.Lower <= 1 && interval.Upper >= 1) ? 1 : 0;
            Assert.Equal([first == 1 ? "a" : "b"], result.LeftOut);
        }
        double most = .05 + 3 * Math.Sqrt(.05 * .95 / Studies);
        Assert.InRange(equivalent / (double)Studies, 0, most);
        Assert.InRange(missed / (double)Studies, 0, most);
    }

    [Fact]
    public void Looks_widen_the_interval_so_that_it_never_contradicts_their_p()
    {
        var options = Trials.Full() with { Looks = new SequentialLooks(StoppingRule.Pocock, [.. Enumerable.Range(0, 12)], [4, 8, 12]) };
        int decided = 0;
        for (int study = 0; study < 60; study++)
        {
            foreach (var rule in new[] { StoppingRule.Pocock, StoppingRule.OBrienFleming, StoppingRule.EProcess })
            {
                var result = Trials.Only([.. Pairs("", 12, .8, 1)], options with { Looks = options.Looks with { Rule = rule } });
                Assert.Equal(result.Difference!.Interval is null ? IntervalKind.None : IntervalKind.Repeated, result.Decision.Interval);
                bool excludes = result.Difference.Interval is { } interval && (interval.Lower > 0 || interval.Upper < 0);
                bool isShown = result.Decision.Verdict is Verdict.Better or Verdict.Worse;
                Assert.True(isShown || !excludes, $"{rule}: {result.Difference.Interval} beside p = {result.Decision.AdjustedP}");
                Assert.True(!isShown || result.Difference.Interval is not { Lower: < 0, Upper: > 0 },
                    $"{rule}: {result.Decision.AdjustedP}");
                decided += isShown ? 1 : 0;
            }
        }
        Assert.InRange(decided, 30, 170);
    }

    [Fact]
    public void A_region_makes_the_stepwise_adjustments_Bonferroni_and_says_so()
    {
        Observation[] observations = [.. new[] { "relu", "x", "y" }.SelectMany(l =>
            Trials.Of(l, "", random.Gaussians(8).Values.ToArray()))];
        var report = ComparisonAnalysis.Analyse(observations, Trials.Planned() with { Rope = .1, Adjustment = AdjustmentMethod.Holm });
        Assert.Equal((AdjustmentMethod.Bonferroni, AdjustmentMethod.Bonferroni), (report.Adjustment, report.BlockAdjustment));
        Assert.Contains("Holm adjusts step by step; with a region of equivalence all verdicts share one error rate, by Bonferroni.",
            report.Notes);
        Assert.All(report.Comparisons, c => Assert.Equal(Math.Min(1, 2 * c.Overall.Decision.P!.Value), c.Overall.Decision.AdjustedP));
    }

    private Observation[] Pairs(string block, int count, double effect, double deviation)
    {
        double[] baseline = random.Gaussians(count).Values.ToArray(), noise = random.Gaussians(count).Values.ToArray();
        return [.. Trials.Of("relu", block, baseline),
            .. Trials.Of("arelu", block, baseline.Zip(noise, (b, z) => b + effect + deviation * z))];
    }
}
