using Sweep.Planning.Plans;

namespace Sweep.Planning.Tests.Specs;

public sealed class PruningTests
{
    private const string Grid = Reading.Head + """
        seeds: 12
        validationSplit: 0.1
        protocol: { epochs: 10 }
        grid:
          activation: [relu, arelu]
          learningRate: [0.1, 0.01]

        """;

    [Fact]
    public void A_rule_has_defaults_and_prunes_by_the_metric_that_chooses()
    {
        var tuning = Tuning("{ rule: median }");
        Assert.Equal(new PruningPlan(PruningRule.Median, "validationAccuracy") { Startup = 5, Warmup = 1, Every = 1 }, tuning.Pruning);
        Assert.Equal(new PruningPlan(PruningRule.Asha, "validationAccuracy") { Reduction = 4, FirstRung = 1 },
            Tuning("{ rule: asha }").Pruning);
    }

    [Fact]
    public void A_rule_has_settings_that_the_plan_remembers()
    {
        var pruning = Tuning("{ rule: asha, reduction: 3, firstRung: 2, metric: validationLoss }").Pruning!;
        Assert.Equal(new PruningPlan(PruningRule.Asha, "validationLoss") { Reduction = 3, FirstRung = 2 }, pruning);
        Assert.Equal(pruning, PruningPlan.Parse(pruning.Text));
        var median = Tuning("{ rule: median, startup: 2, warmup: 3, every: 4 }").Pruning!;
        Assert.Equal(median, PruningPlan.Parse(median.Text));
    }

    [Fact]
    public void A_rule_also_closes_what_is_not_chosen() =>
        Assert.True(Reading.Spec(Grid + Compare("{ rule: median }")).Comparison!.Looks!.ChoosesFirst);

    [Fact]
    public void A_rule_and_each_of_its_settings_is_part_of_the_plan()
    {
        string[] rules = ["true", "{ rule: median }", "{ rule: median, startup: 4 }", "{ rule: median, warmup: 2 }", "{ rule: asha }",
            "{ rule: asha, reduction: 3 }", "{ rule: asha, metric: validationLoss }"];
        Assert.Equal(rules.Length, rules.Select(r => Reading.Spec(Grid + Compare(r)).ToPlan().Hash).Distinct().Count());
    }

    [Theory]
    [InlineData("{ startup: 3 }", "Say by which rule: prune: { rule: median }.")]
    [InlineData("{ rule: hyperband }", "'hyperband' is not a pruning rule.")]
    [InlineData("{ rule: median, reduction: 3 }", "There is no key 'reduction' here.")]
    [InlineData("{ rule: asha, reduction: 1 }", "1 is too small: at least 2.")]
    [InlineData("{ rule: asha, metric: testAccuracy }", "testAccuracy is measured on the test split: what is pruned by it looks too good "
        + "on it. Set metric to validationAccuracy.")]
    [InlineData("{ rule: asha, metric: totalSeconds }",
        "totalSeconds is of the whole training, and has no value at an epoch: prune by another metric.")]
    [InlineData("{ rule: median, warmup: 10 }", "Nothing would be pruned: the first decision comes after epoch 10, and training ends with "
        + "epoch 10. Train longer, or leave the rule out.")]
    public void A_wrong_rule_is_refused(string rule, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors(Grid + Compare(rule))).Message);

    [Theory]
    [InlineData("prune: { rule: median }\ncompare: { factor: activation }\n", "prune")]
    [InlineData("compare: { factor: activation, prune: { rule: median } }\n", "compare.prune")]
    public void Without_tuning_there_is_nothing_to_prune_but_the_compared_factor(string yaml, string path)
    {
        var error = Assert.Single(Reading.Errors(Grid + yaml));
        Assert.Equal((path, "Only candidates of tuned factors are pruned, never levels that are compared: write it under compare.tuning, "
            + "such as tuning: { factors: [learningRate], selectionSeeds: 2, prune: { rule: median } }."), (error.Path, error.Message));
    }

    private static TuningPlan Tuning(string rule) => Reading.Spec(Grid + Compare(rule)).Comparison!.Tuning!;

    private static string Compare(string rule) =>
        $"compare: {{ factor: activation, tuning: {{ factors: [learningRate], selectionSeeds: 2, prune: {rule} }} }}\n";
}
