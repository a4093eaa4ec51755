using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Costs;
using Sweep.Planning.Expansion;

namespace Sweep.Analysis.Tests.Costs;

public sealed class LevelCostTests
{
    // Block a: 3 to 2 on the shared keys 0 and 1 (key 2 has no partner); block b: 8 to 1. sqrt(3/2 * 8) = sqrt(12).
    private static readonly (string Level, string Block, int Seed, TrialCost Cost)[] Trials =
    [
        ("slow", "a", 0, new(2, 110)), ("slow", "a", 1, new(4, 110)), ("slow", "a", 2, new(100, 110)), ("slow", "b", 0, new(8, 130)),
        ("quick", "a", 0, new(1, 100)), ("quick", "a", 1, new(3, 100)), ("quick", "b", 0, new(1, 120)),
    ];

    [Fact]
    public void Time_is_relative_to_the_baseline_partner_by_partner_and_block_by_block()
    {
        var costs = Summarize(Trials, "quick");
        Assert.Equal(Math.Sqrt(12), costs.Single(c => c.Level == "slow").RelativeTime!.Value, 1e-12);
        Assert.Equal(1, costs.Single(c => c.Level == "quick").RelativeTime!.Value, 1e-12);
        Assert.All(costs, c => Assert.Equal("quick", c.Reference));
    }

    [Fact]
    public void The_other_baseline_gives_the_reciprocal() =>
        Assert.Equal(1 / Math.Sqrt(12), Summarize(Trials, "slow").Single(c => c.Level == "quick").RelativeTime!.Value, 1e-12);

    [Fact]
    public void Sizes_range_over_the_networks_of_a_level()
    {
        var slow = Summarize(Trials, "quick").Single(c => c.Level == "slow");
        Assert.Equal((110, 130), (slow.FewestParameters, slow.MostParameters));
    }

    [Fact]
    public void A_trial_without_seconds_has_no_part_in_times()
    {
        var diverged = Trials.Select(t => t is ("slow", "b", _, _) ? t with { Cost = new(null, 130) } : t).ToArray();
        Assert.Equal(1.5, Summarize(diverged, "quick").Single(c => c.Level == "slow").RelativeTime!.Value, 1e-12);
    }

    [Fact]
    public void Nothing_is_said_where_no_trial_reports_costs() =>
        Assert.Empty(Summarize([.. Trials.Select(t => t with { Cost = default })], "quick"));

    private static IReadOnlyList<LevelCost> Summarize((string Level, string Block, int Seed, TrialCost Cost)[] trials, string baseline)
    {
        Observation[] observations =
        [
            .. trials.Select(t => new Observation(t.Level, t.Block, $"k{t.Seed}", t.Seed, ObservationStatus.Value, 0.5) { Dataset = "" }),
        ];
        var report = ComparisonAnalysis.Analyse(observations, new ComparisonOptions
        {
            Baseline = baseline, LargerIsBetter = true, Depth = ReportDepth.Verdicts,
        });
        return LevelCost.Summarize(report, observations, [.. trials.Select(t => t.Cost)]);
    }
}
