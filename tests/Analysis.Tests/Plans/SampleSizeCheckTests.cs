using Sweep.Analysis.Plans;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Analysis.Tests.Plans;

public sealed class SampleSizeCheckTests
{
    private static readonly ComparisonPlan AllPairs = new("activation", null, MetricCatalogue.TestAccuracy.Name, null, 0.05, 0, null);
    private static readonly ComparisonPlan AgainstRelu = AllPairs with { Baseline = "relu" };

    private static readonly ComparisonPlan ByHolm = AgainstRelu with { Adjustment = AdjustmentMethod.Holm };

    // Joint sign flips ask no more of a family than of one comparison: 2^-5 is below 0.05.
    [Theory]
    [InlineData(5, "5 seeds judge; at least 6 are needed to show a difference at alpha 0.05 over 2 comparisons.")]
    [InlineData(6, null)]
    public void Six_seeds_suffice_for_a_family_that_flips_its_signs_together(int seeds, string? advice)
    {
        Assert.Equal(advice, SampleSizeCheck.Advice(Plan(AgainstRelu, seeds)));
        Assert.Equal(advice, SampleSizeCheck.Advice(Plan(AgainstRelu with { Rope = .002 }, seeds)));
    }

    [Fact]
    public void Two_seeds_give_a_t_and_one_does_not()
    {
        Assert.Null(SampleSizeCheck.Advice(Plan(AllPairs with { Test = PlannedTest.T }, 2)));
        Assert.StartsWith("1 seed judges; at least 2", SampleSizeCheck.Advice(Plan(AllPairs with { Test = PlannedTest.T }, 1)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_need_as_many_pairs_as_their_smallest_p_asks_for() => Assert.StartsWith("6 seeds judge; at least 7",
        SampleSizeCheck.Advice(Plan(AgainstRelu with { Test = PlannedTest.Ranks }, 6)), StringComparison.Ordinal);

    [Fact]
    public void A_region_lets_no_step_of_Hommel_spare_seeds() => Assert.StartsWith("6 seeds judge; at least 7",
        SampleSizeCheck.Advice(Plan(AgainstRelu with { Adjustment = AdjustmentMethod.Hommel, Rope = .002 }, 6)), StringComparison.Ordinal);

    // p = 2^(1-n) of the smallest p-value must reach alpha/m: 2^-5 * 2 = 0.0625 is above 0.05, 2^-6 * 2 = 0.03125 below.
    [Theory]
    [InlineData(6, "6 seeds judge; at least 7 are needed to show a difference at alpha 0.05 over 2 comparisons.")]
    [InlineData(1, "1 seed judges; at least 7 are needed to show a difference at alpha 0.05 over 2 comparisons.")]
    [InlineData(7, null)]
    public void Seeds_that_can_show_nothing_are_told(int seeds, string? advice) =>
        Assert.Equal(advice, SampleSizeCheck.Advice(Plan(ByHolm, seeds)));

    [Fact]
    public void All_pairs_need_more() =>
        Assert.Equal("6 seeds judge; at least 7 are needed to show a difference at alpha 0.05 over 3 comparisons.",
            SampleSizeCheck.Advice(Plan(AllPairs with { Adjustment = AdjustmentMethod.Holm }, 6)));

    [Fact]
    public void Seeds_that_select_judge_nothing() =>
        Assert.StartsWith("6 seeds judge",
            SampleSizeCheck.Advice(Plan(ByHolm with { Tuning =
                new TuningPlan(["learningRate"], MetricCatalogue.ValidationAccuracy.Name, 2) }, 8)),
                StringComparison.Ordinal);

    [Fact]
    public void Blocks_with_random_numbers_of_their_own_count_and_blocks_that_share_them_do_not()
    {
        Assert.Null(SampleSizeCheck.Advice(Plan(ByHolm, 4, "activation"))); // two rates: 8 pairs
        Assert.StartsWith("3 seeds judge; at least 4", SampleSizeCheck.Advice(Plan(ByHolm, 3, "activation")), StringComparison.Ordinal);
        Assert.StartsWith("4 seeds judge; at least 7", SampleSizeCheck.Advice(Plan(ByHolm, 4, "activation", "learningRate")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Hommel_can_show_two_differences_as_small_as_one() =>
        Assert.Null(SampleSizeCheck.Advice(Plan(AgainstRelu with { Adjustment = AdjustmentMethod.Hommel }, 6)));

    [Fact]
    public void Earlier_looks_cost_what_the_last_one_can_show()
    {
        // 2^-6 at the last of two Pocock looks is 0.03 over both, and 0.06 over two comparisons; without looks seven seeds are enough.
        Assert.StartsWith("7 seeds judge; at least 8",
            SampleSizeCheck.Advice(Plan(AgainstRelu with { Looks = new LookPlan(StoppingRule.Pocock, Seeds(7), [3, 7]) }, 7)),
                StringComparison.Ordinal);
    }

    [Fact]
    public void An_e_process_bets_once_a_seed()
    {
        // luckiest bets over two comparisons: 2 x 0.0409 on six seeds, 2 x 0.0205 on seven
        Assert.StartsWith("5 seeds judge; at least 7", SampleSizeCheck.Advice(Plan(AgainstRelu
            with { Looks = new LookPlan(StoppingRule.EProcess, Seeds(5), [5]) }, 5, "activation")), StringComparison.Ordinal);
        Assert.Null(SampleSizeCheck.Advice(Plan(AgainstRelu with { Looks = new LookPlan(StoppingRule.EProcess, Seeds(7), [7]) }, 7)));
    }

    [Fact]
    public void Nothing_is_said_without_pairs_or_without_a_comparison()
    {
        Assert.Null(SampleSizeCheck.Advice(Plan(AgainstRelu, 2, "learningRate")));
        Assert.Null(SampleSizeCheck.Advice(Plan(null, 2)));
    }

    private static Seed[] Seeds(int count) => [.. Enumerable.Range(0, count).Select(s => new Seed(s))];

    // Three activations by two rates; unless said otherwise pairs may differ in both, so that each seed is one pair.
    private static SweepPlan Plan(ComparisonPlan? comparison, int seeds, params string[] pairedAcross) =>
        new("few", new PlanHash("p1-few"), "name: few", 6L * seeds,
        () => from seed in Enumerable.Range(0, seeds)
              from activation in new[] { "relu", "arelu", "tanh" }
              from rate in new[] { 0.1, 0.01 }
              let configuration = new Configuration([new("activation", new SettingValue.Text(activation)),
                  new("learningRate", new SettingValue.Number(rate))])
              select TrialDescription.Create(configuration, new Seed(seed),
                  StreamKey.Derive(configuration, new Seed(seed), (pairedAcross.Length > 0 ? pairedAcross : ["activation", "learningRate"])
                      .ToHashSet())),
        comparison, new RetryPlan(), new StopPlan());
}
