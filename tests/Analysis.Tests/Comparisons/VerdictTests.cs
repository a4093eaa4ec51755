using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

public class VerdictTests
{
    private static readonly double[] Baseline = [.950, .952, .949, .951, .953, .950];

    [Fact]
    public void Six_pairs_on_one_side_are_better()
    {
        var result = Trials.Only([.. Trials.Of("relu", "", Baseline),
            .. Trials.Of("arelu", "", Baseline.Select((v, i) => v + .01 + .001 * i))],
            Trials.Planned());
        Assert.Equal((Verdict.Better, 6, 6, 0, 0), (result.Decision.Verdict, result.PairCount, result.Wins, result.Ties, result.Losses));
        Assert.Equal((.03125, .03125, TestCatalogue.SignFlip), (result.Decision.P, result.Decision.AdjustedP, result.Decision.Test));
        Assert.False(result.Decision.IsExploratory);
        Assert.Equal(.0125, result.Difference!.Mean.Value, 1e-12);
    }

    [Fact]
    public void With_a_loss_the_smaller_side_is_better()
    {
        var result = Trials.Only([.. Trials.Of("relu", "", Baseline),
            .. Trials.Of("arelu", "", Baseline.Select((v, i) => v + .01 + .001 * i))],
            Trials.Planned() with { LargerIsBetter = false });
        Assert.Equal((Verdict.Worse, 0, 6), (result.Decision.Verdict, result.Wins, result.Losses));
    }

    [Fact]
    public void Five_pairs_cannot_decide_and_say_so()
    {
        var result = Trials.Only([.. Trials.Of("relu", "", Baseline[..5]), .. Trials.Of("arelu", "", Baseline[..5].Select(v => v + .04))],
            Trials.Planned());
        Assert.Equal(Verdict.Undecided, result.Decision.Verdict);
        Assert.Equal("5 pairs: the smallest possible p is 0.0625; at least 6 are needed for alpha 0.05.", result.Decision.Limit!.Sentence);
    }

    [Fact]
    public void A_family_of_eighteen_needs_ten_pairs_under_Holm_and_ties_sharpen_nothing()
    {
        var observations = Trials.Of("relu", "", Baseline)
            .Concat(Enumerable.Range(0, 18).SelectMany(l => Trials.Of($"level{l}", "", Baseline.Select((v, i) => i == 0 ? v : v + .01))));
        var report = ComparisonAnalysis.Analyse([.. observations], Trials.Planned() with { Adjustment = AdjustmentMethod.Holm });
        Assert.Equal((18, 18), (report.OverallFamilySize, report.Comparisons.Count));
        Assert.All(report.Comparisons, c => Assert.Equal(
            "6 pairs (1 tied): the smallest possible p is 0.0625; at least 6 are needed for alpha 0.05, 10 to survive Holm over 18 "
                + "comparisons.",
            c.Overall.Decision.Limit!.Sentence));
        // Joint sign flips of all eighteen need no more pairs than one comparison alone.
        Assert.All(ComparisonAnalysis.Analyse([.. observations], Trials.Planned()).Comparisons, c => Assert.Equal(
            "6 pairs (1 tied): the smallest possible p is 0.0625; at least 6 are needed for alpha 0.05.",
                c.Overall.Decision.Limit!.Sentence));
    }

    [Fact]
    public void Enough_pairs_without_a_verdict_need_no_excuse()
    {
        var random = new RandomValues(3);
        var result = Trials.Only([.. Trials.Of("relu", "", random.Gaussians(12).Values.ToArray()),
            .. Trials.Of("arelu", "", random.Gaussians(12).Values.ToArray())],
            Trials.Planned());
        Assert.Equal((Verdict.Undecided, null), (result.Decision.Verdict, result.Decision.Limit));
    }

    [Fact]
    public void An_interval_inside_the_region_is_equivalent_even_when_the_sign_is_certain()
    {
        var options = Trials.Full() with { Rope = .002 };
        var result = Trials.Only([.. Trials.Of("relu", "", Baseline),
            .. Trials.Of("arelu", "", Baseline.Select((v, i) => v + .0004 + .0001 * (i % 2)))], options);
        Assert.Equal(.03125, result.Decision.AdjustedP);
        Assert.Equal(Verdict.Equivalent, result.Decision.Verdict);
        Assert.True(result.Difference!.EquivalenceInterval!.Value.IsInside(.002));
    }

    [Theory]
    [InlineData(4, Verdict.Undecided)] // 2^-4 = .0625
    [InlineData(5, Verdict.Equivalent)] // 2^-5 = .03125
    public void Identical_results_are_equivalent_once_enough_pairs_agree(int pairs, Verdict verdict)
    {
        double[] values = [.. Enumerable.Range(0, pairs).Select(i => .9 + .01 * i)];
        var result = Trials.Only([.. Trials.Of("relu", "", values), .. Trials.Of("maxout", "", values)],
            Trials.Planned() with { Rope = .002 });
        Assert.Equal(verdict, result.Decision.Verdict);
        Assert.Equal((1.0, pairs, null), (result.Tests.SignFlip, result.Ties, result.Difference!.Interval));
    }

    [Fact]
    public void Swapping_level_and_baseline_mirrors_everything()
    {
        var random = new RandomValues(9);
        Observation[] observations = [.. Trials.Of("a", "", random.Gaussians(9, 1.5).Values.ToArray()),
            .. Trials.Of("b", "", random.Gaussians(9).Values.ToArray())];
        ComparisonResult ab = Trials.Only(observations, Trials.Full("b")), ba = Trials.Only(observations, Trials.Full("a"));
        Assert.Equal((ab.Decision.P, ab.Wins, ab.Losses), (ba.Decision.P, ba.Losses, ba.Wins));
        Assert.Equal(ab.Difference!.Mean.Value, -ba.Difference!.Mean.Value, 1e-14);
        Assert.Equal(ab.Difference.Interval!.Value.Lower, -ba.Difference.Interval!.Value.Upper, 1e-12);
        Assert.Equal(ab.Difference.HodgesLehmann!.Estimate, -ba.Difference.HodgesLehmann!.Estimate, 1e-12);
    }

    [Fact]
    public void What_was_not_planned_is_exploratory() =>
        Assert.True(Trials.Only([.. Trials.Of("relu", "", Baseline), .. Trials.Of("arelu", "", Baseline.Select(v => v + .1))],
            Trials.Planned() with { IsPlanned = false }).Decision.IsExploratory);

    [Fact]
    public void A_single_pair_has_no_interval_and_no_verdict()
    {
        var result = Trials.Only([.. Trials.Of("relu", "", .9), .. Trials.Of("arelu", "", .95)], Trials.Planned() with { Rope = 1 });
        Assert.Equal((Verdict.Undecided, 1.0, null, null),
            (result.Decision.Verdict, result.Decision.P, result.Difference!.Interval, result.Tests.Equivalence));
        Assert.StartsWith("1 pair: the smallest possible p is 1;", result.Decision.Limit!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_family_wise_error_rate_is_kept()
    {
        var random = new RandomValues(77);
        const int Studies = 1500;
        int wrong = 0;
        for (int study = 0; study < Studies; study++)
        {
            var observations = new[] { "relu", "a", "b", "c" }.SelectMany(l =>
                new[] { "x", "y" }.SelectMany(b => Trials.Of(l, b, random.Gaussians(5).Values.ToArray())));
            var report = ComparisonAnalysis.Analyse([.. observations], Trials.Planned());
            if (report.Comparisons.Any(c => c.Overall.Decision.Verdict != Verdict.Undecided))
                wrong++;
        }
        Assert.InRange(wrong / (double)Studies, .02, .05 + 3 * Math.Sqrt(.05 * .95 / Studies)); // neither broken nor idle
    }
}
