using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling.Pruning;
using Sweep.Store;

namespace Sweep.Scheduling.Tests.Pruning;

/// <summary>The rules on numbers that can be followed by hand; expectations are those of Optuna's MedianPruner and
/// SuccessiveHalvingPruner, with epochs as their steps.</summary>
public sealed class PruningJudgeTests
{
    private static readonly PruningPlan Median = new(PruningRule.Median, "validationAccuracy") { Startup = 5 };
    private static readonly PruningPlan Asha = new(PruningRule.Asha, "validationAccuracy") { Reduction = 4 };

    private static readonly RivalCurve[] Finished =
        [Curve("a", 0, 0.1, 0.5), Curve("b", 0, 0.1, 0.6), Curve("c", 0, 0.1, 0.7), Curve("d", 0, 0.1, 0.8), Curve("e", 0, 0.1, 0.9)];

    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.70, false)]
    public void A_trial_stops_when_its_best_value_is_worse_than_the_median_of_the_finished(double value, bool isPruned) =>
        Assert.Equal(isPruned, Judge(Median, 2, [.. Finished, Running("x", 0.2, value)]) is not null);

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle()
    {
        RivalCurve[] six = [.. Finished, Curve("f", 0, 0.1, 0.8)];
        Assert.Null(Judge(Median, 2, [.. six, Running("x", 0.1, 0.75)]));
        Assert.Equal("after epoch 2 its best validationAccuracy was 0.74, worse than the median 0.75 of 6 finished candidates",
            Judge(Median, 2, [.. six, Running("x", 0.1, 0.74)]));
    }

    [Fact]
    public void The_best_value_so_far_counts_and_not_the_last() => Assert.Null(Judge(Median, 2, [.. Finished, Running("x", 0.7, 0.1)]));

    [Fact]
    public void Nothing_is_pruned_before_enough_have_finished() =>
        Assert.Null(Judge(Median, 2, [.. Finished[..4], Running("y", 0.9, 0.9), Running("x", 0.1, 0.1)]));

    [Fact]
    public void Less_is_better_of_a_loss()
    {
        var plan = Median with { Metric = "validationLoss" };
        Assert.NotNull(Judge(plan, 2, [.. Finished, Running("x", 0.8, 0.71)]));
        Assert.Null(Judge(plan, 2, [.. Finished, Running("x", 0.8, 0.7)]));
    }

    [Theory]
    [InlineData("score", true, 0.69)]
    [InlineData("validationAccuracy", false, 0.71)] // the catalogue says the contrary of this name
    public void What_is_better_of_a_declared_metric_says_the_spec(string metric, bool largerIsBetter, double worse)
    {
        var plan = Median with { Metric = metric, DeclaredLargerIsBetter = largerIsBetter };
        Assert.NotNull(Judge(plan, 2, [.. Finished, Running("x", largerIsBetter ? 0.1 : 0.9, worse)]));
        Assert.Null(Judge(plan, 2, [.. Finished, Running("x", 0.7, 0.7)]));
    }

    [Fact]
    public void Warmup_and_interval_say_after_which_epochs_it_is_decided()
    {
        var plan = Median with { Warmup = 3, Every = 2 };
        Assert.Equal([3, 5, 7], Enumerable.Range(1, 8).Where(plan.DecidesAt));
    }

    [Fact]
    public void Rungs_lie_at_powers_of_the_reduction() =>
        Assert.Equal([2, 6, 18], Enumerable.Range(1, 20).Where((Asha with { Reduction = 3, FirstRung = 2 }).DecidesAt));

    [Theory]
    [InlineData(0.75, false)]
    [InlineData(0.74, true)]
    public void At_a_rung_one_of_four_goes_on(double value, bool isPruned)
    {
        RivalCurve[] reached = [.. new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 0.9 }.Select((v, i) => Running($"r{i}", v))];
        string? reason = Judge(Asha, 1, [.. reached, Running("x", value)]);
        Assert.Equal(isPruned ? "after epoch 1 its validationAccuracy was 0.74, not among the best 2 of 8 candidates" : null, reason);
    }

    [Fact]
    public void The_first_at_a_rung_goes_on_and_so_does_each_that_is_the_best_so_far()
    {
        Assert.Null(Judge(Asha, 1, [Running("x", 0.1)]));
        Assert.Null(Judge(Asha, 1, [Running("a", 0.1), Running("x", 0.2)]));
        Assert.NotNull(Judge(Asha, 1, [Running("a", 0.2), Running("x", 0.1)]));
    }

    [Fact]
    public void Between_rungs_nothing_is_decided() => Assert.Null(Judge(Asha, 2, [Running("a", 0.9, 0.9), Running("x", 0.1, 0.1)]));

    [Fact]
    public void A_divergence_is_left_to_come_by_itself() =>
        Assert.Null(Judge(Asha, 1, [Running("a", 0.9), Running("x", double.NaN)]));

    [Fact]
    public void Candidates_are_compared_on_the_same_seeds_by_their_means()
    {
        // x: 0.5 and 0.3 on seeds 0 and 1. a has only seed 0, where it is better; b is better on the mean, c is worse.
        RivalCurve[] curves = [Curve("a", 0, 0.9), Curve("b", 0, 0.4), Curve("b", 1, 0.6), Curve("c", 0, 0.6), Curve("c", 1, 0.1)];
        RivalCurve[] own = [Curve("x", 0, 0.5), new(Id("x", 1), new ConfigurationId("x"), new Seed(1), false, Values(0.3))];
        Assert.Equal("after epoch 1 its validationAccuracy was 0.4, not among the best 1 of 3 candidates",
            PruningJudge.Judge(Asha, [.. curves, .. own], own[1].Trial, 1));
        Assert.Null(PruningJudge.Judge(Asha, [curves[0], curves[3], curves[4], .. own], own[1].Trial, 1));
    }

    private static string? Judge(PruningPlan plan, int epoch, RivalCurve[] curves) =>
        PruningJudge.Judge(plan, curves, curves[^1].Trial, epoch);

    private static RivalCurve Curve(string candidate, int seed, params double[] values) =>
        new(Id(candidate, seed), new ConfigurationId(candidate), new Seed(seed), true, Values(values));

    private static RivalCurve Running(string candidate, params double[] values) => Curve(candidate, 0, values) with { IsFinished = false };

    private static TrialId Id(string candidate, int seed) => new($"t1-{candidate}-{seed}");

    private static Dictionary<int, double> Values(params double[] values) =>
        values.Select((v, i) => (v, i)).ToDictionary(v => v.i + 1, v => v.v);
}
