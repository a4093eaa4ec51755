using Sweep.Analysis.Comparisons;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Statistics;
using Sweep.Statistics.Power;
using Sweep.Statistics.Tests;

namespace Sweep.Analysis.Tests.Comparisons;

public class SequentialTests
{
    private static readonly int[] Seeds = [.. Enumerable.Range(0, 30)];

    [Fact]
    public void Looks_are_taken_as_seeds_complete()
    {
        var random = new RandomValues(201);
        var all = Pair(random.Gaussians(30, 1.2), random.Gaussians(30)).ToArray();
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.OBrienFleming, Seeds, 5) };
        Assert.Equal([6, 12, 18, 24, 30], options.Looks.SeedCounts);
        foreach (var (seeds, looks) in new[] { (5, 0), (6, 1), (17, 2), (30, 5) })
        {
            var sequential = Trials.Only(all.Where(o => o.Seed < seeds), options).Sequential!;
            Assert.Equal((seeds, looks, seeds == 30), (sequential.SeedCount, sequential.Looks.Count, sequential.IsLast));
        }
    }

    [Fact]
    public void What_an_e_process_can_show_at_most_is_its_own_limit()
    {
        // The luckiest bets on four signs give 0.162, on five 0.0816, on six 0.0409; equal differences little less.
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.EProcess, Seeds[..6], 6) };
        var five = Trials.Only([.. Trials.Of("x", "", 2.0, 3, 4, 5, 6), .. Trials.Of("relu", "", 1.0, 2, 3, 4, 5)], options);
        Assert.Equal("5 seeds: the smallest possible p is 0.0816; at least 6 are needed for alpha 0.05.", five.Decision.Limit!.Sentence);
        Assert.Equal(.0819, five.Decision.P!.Value, 1e-4);
        var six = Trials.Only([.. Trials.Of("x", "", 2.0, 3, 4, 5, 6, 7), .. Trials.Of("relu", "", 1.0, 2, 3, 4, 5, 6)], options);
        Assert.Equal(Verdict.Better, six.Decision.Verdict);
        Assert.Equal(.0410, six.Decision.P!.Value, 1e-4);
    }

    [Fact]
    public void An_e_process_has_a_power_of_its_own()
    {
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.EProcess, Seeds[..8], 8),
            Depth = ReportDepth.Full };
        var result = Trials.Only([.. Trials.Of("x", "", 1.3, 2.1, 2.8, 4.4, 5.05, 6.1, 6.7, 8.2),
            .. Trials.Of("relu", "", 1.0, 2, 3, 4, 5, 6, 7, 8)], options);
        var power = result.Supplement!.Power!;
        double deviation = result.Difference!.Mean.StandardError * Math.Sqrt(8);
        Assert.Equal(.8, SymmetryEProcessPower.Compute(power.DetectableDifference / deviation, 8, .05), .005);
        Assert.True(power.DetectableDifference > deviation * TTestPower.DetectableNoncentrality(7, .8,
            .05) / Math.Sqrt(8)); // a test at the end finds more
    }

    [Fact]
    public void An_e_process_finds_equivalence_by_two_one_sided_bets()
    {
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.EProcess, Seeds[..8], 8), Rope = 1 };
        var result = Trials.Only([.. Trials.Of("x", "", 1.01, 2, 3.02, 4, 5, 5.99, 7, 8),
            .. Trials.Of("relu", "", 1.0, 2, 3, 4, 5, 6, 7, 8)], options);
        Assert.Equal(Verdict.Equivalent, result.Decision.Verdict);
        Assert.InRange(result.Sequential!.EquivalenceP!.Value, 1 / 128.0, .011); // eight differences far inside, nearly as eight equal ones
        Assert.True(result.Sequential.P > .5); // of ties and three signs nothing is shown to differ
    }

    [Fact]
    public void A_copy_with_another_rule_has_limits_of_its_own()
    {
        var pocock = new SequentialLooks(StoppingRule.Pocock, Seeds[..6], [3, 6]);
        double before = pocock.MinimumPValue(6), strict = (pocock with { Rule = StoppingRule.OBrienFleming }).MinimumPValue(6);
        Assert.InRange(strict, 1 / 32.0, .9 * before); // nearly the fixed test at the end
        Assert.Equal(before, pocock.MinimumPValue(6));
    }

    [Fact]
    public void What_an_e_process_bets_on_are_seeds_whatever_the_blocks()
    {
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.EProcess, Seeds[..6], 6) };
        var result = Trials.Only([.. new[] { "a", "b" }.SelectMany(b =>
            Trials.Of("x", b, 2.0, 3, 4, 5).Concat(Trials.Of("relu", b, 1.0, 2, 3, 4)))], options);
        Assert.Equal(8, result.PairCount);
        Assert.StartsWith("4 seeds: the smallest possible p is 0.162;", result.Decision.Limit!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Looks_cost_what_the_last_one_can_show_and_power_knows_it()
    {
        // Six pairs of one sign: 2^-5 at the second of two Pocock looks is above 0.05 over both.
        var options = Trials.Full() with { Looks = new SequentialLooks(StoppingRule.Pocock, Seeds[..6], [3, 6]), BootstrapDraws = 0 };
        var result = Trials.Only([.. Trials.Of("x", "", 2.1, 3, 4.2, 5, 6.3, 7), .. Trials.Of("relu", "", 1.0, 2, 3, 4, 5, 6)], options);
        Assert.Equal(Verdict.Undecided, result.Decision.Verdict);
        Assert.Equal(result.Decision.P!.Value, result.Decision.Limit!.MinimumPValue, 1e-12);
        Assert.Equal(7, result.Decision.Limit.PairsNeeded);
        Assert.Equal((double.PositiveInfinity, true),
            (result.Supplement!.Power!.DetectableInFamily, result.Supplement.Power.PairsForObserved >= 7));
    }

    [Fact]
    public void A_verdict_reached_early_stays()
    {
        var random = new RandomValues(202);
        var all = Pair(random.Gaussians(30, 2), random.Gaussians(30)).ToArray();
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.Pocock, Seeds, 5) };
        double previous = 1;
        for (int seeds = 6; seeds <= 30; seeds += 6)
        {
            double p = Trials.Only(all.Where(o => o.Seed < seeds), options).Decision.P!.Value;
            Assert.True(p <= previous);
            previous = p;
        }
        Assert.True(previous < .05);
    }

    [Fact]
    public void A_trial_still_running_holds_back_its_look_and_a_failed_one_does_not()
    {
        var random = new RandomValues(203);
        Observation[] all = [.. Pair(random.Gaussians(12, 3), random.Gaussians(12))];
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.Pocock, [.. Enumerable.Range(0, 12)], 2) };
        var running = all.Select(o => o is { Level: "x", Seed: 3 } ? o with { Status = ObservationStatus.Missing } : o);
        var failed = all.Select(o => o is { Level: "x", Seed: 3 } ? o with { Status = ObservationStatus.Failed } : o);
        var before = Trials.Only(running, options);
        Assert.Equal((Verdict.Undecided, 1.0, 3), (before.Decision.Verdict, before.Decision.P, before.Sequential!.SeedCount));
        Assert.Equal([5, 11], Trials.Only(failed, options).Sequential!.Looks.Select(l => l.PairCount));
    }

    [Theory]
    [InlineData(StoppingRule.OBrienFleming)]
    [InlineData(StoppingRule.Pocock)]
    [InlineData(StoppingRule.EProcess)]
    public void The_error_rate_is_kept_over_all_looks(StoppingRule rule)
    {
        var random = new RandomValues(204);
        const int Studies = 400;
        int wrong = 0;
        var options = Trials.Planned() with { Looks = SequentialLooks.EquallySpaced(rule, [.. Seeds.Take(20)], 4) };
        for (int study = 0; study < Studies; study++)
            wrong += Trials.Only(Pair(random.Gaussians(20), random.Gaussians(20)), options).Decision.Verdict != Verdict.Undecided ? 1 : 0;
        Assert.InRange(wrong / (double)Studies, .002, .05 + 3 * Math.Sqrt(.05 * .95 / Studies));
    }

    [Theory]
    [InlineData(StoppingRule.OBrienFleming)]
    [InlineData(StoppingRule.EProcess)]
    public void Equivalence_can_be_shown_early(StoppingRule rule)
    {
        var random = new RandomValues(205);
        var baseline = random.Gaussians(30);
        var close = new Sample(baseline.Values.ToArray().Select(v => v + .01 * random.Gaussian()));
        var result = Trials.Only(Pair(close, baseline),
            Trials.Planned() with { Rope = .1, Looks = SequentialLooks.EquallySpaced(rule, Seeds, 5) });
        Assert.Equal(Verdict.Equivalent, result.Decision.Verdict);
        Assert.True(result.Sequential!.EquivalenceP < .001);
    }

    [Fact]
    public void Plans_of_looks_are_checked()
    {
        Assert.Throws<ArgumentException>(() => Analyse(new SequentialLooks(StoppingRule.Pocock, [0, 1, 2], [2])));
        Assert.Throws<ArgumentException>(() => Analyse(new SequentialLooks(StoppingRule.Pocock, [0, 0], [2])));
        static void Analyse(SequentialLooks looks) =>
            ComparisonAnalysis.Analyse([.. Trials.Of("relu", "", 1)], Trials.Planned() with { Looks = looks });
    }

    private static IEnumerable<Observation> Pair(Sample level, Sample baseline) =>
        Trials.Of("relu", "", baseline.Values.ToArray()).Concat(Trials.Of("x", "", level.Values.ToArray()));
}
