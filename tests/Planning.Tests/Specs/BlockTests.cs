using Sweep.Planning.Plans;

namespace Sweep.Planning.Tests.Specs;

/// <summary>The blocks beside the grid: seeds, pairedAcross, compare, retry, stop.</summary>
public sealed class BlockTests
{
    private const string Compared = Reading.Head + """
        seeds: 5
        validationSplit: 0.1
        grid:
          activation: [relu, arelu]
          optimizer: [{ name: sgd, momentum: [0, 0.9] }, adam]
          learningRate: [0.1, 0.01]

        """;

    [Theory]
    [InlineData("3", new[] { 0, 1, 2 })]
    [InlineData("[7, 3, -1]", new[] { 7, 3, -1 })]
    [InlineData("{ first: 10, count: 2 }", new[] { 10, 11 })]
    [InlineData("{ count: 2 }", new[] { 0, 1 })]
    public void Seeds_are_a_number_a_list_or_a_first_one_and_a_count(string seeds, int[] expected) =>
        Assert.Equal(expected, Reading.Spec(Reading.Head + $"learningRate: 0.1\nseeds: {seeds}\n").Seeds.Select(s => s.Value));

    [Theory]
    [InlineData("0", "0 is out of range: 1 to 1000000.")]
    [InlineData("[1, 1]", "The seed 1 is given twice.")]
    [InlineData("[]", "The list is empty: give at least one seed.")]
    [InlineData("{ first: 1 }", "Say how many seeds: { first: 0, count: 5 }.")]
    [InlineData("many", "Expected a whole number, found 'many'.")]
    public void Wrong_seeds_are_refused(string seeds, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors(Reading.Head + $"learningRate: 0.1\nseeds: {seeds}\n")).Message);

    [Fact]
    public void A_comparison_is_read_with_all_its_parts()
    {
        var comparison = Reading.Spec(Compared + """
            compare:
              factor: activation
              baseline: relu
              metric: testLoss
              epoch: 1
              alpha: 0.01
              rope: 0.002
              test: ranks
              adjustment: hommel
              tuning: { factors: [learningRate], metric: validationLoss, selectionSeeds: 2 }
            """).Comparison!;
        var tuning = comparison.Tuning!;
        Assert.Equal(("activation", "relu", "testLoss", 1, 0.01, 0.002),
            (comparison.Factor, comparison.Baseline, comparison.Metric, comparison.Epoch, comparison.Alpha, comparison.Rope));
        Assert.Equal((PlannedTest.Ranks, AdjustmentMethod.Hommel), (comparison.Test, comparison.Adjustment));
        Assert.Equal(["learningRate"], tuning.Factors);
        Assert.Equal(("validationLoss", 2), (tuning.Metric, tuning.SelectionSeeds));
    }

    [Fact]
    public void A_comparison_has_defaults()
    {
        var comparison = Reading.Spec(Compared + "compare: { factor: activation }\n").Comparison;
        Assert.Equal(new ComparisonPlan("activation", null, "testAccuracy", null, 0.05, 0, null), comparison);
    }

    [Theory]
    [InlineData("sgd", "sgd")]
    [InlineData("adam", "adam")]
    [InlineData("{ name: sgd, momentum: 0.9 }", "sgd(momentum=0.9)")]
    [InlineData("sgd(momentum=0.9)", "sgd(momentum=0.9)")]
    public void A_baseline_is_a_level_in_any_spelling(string written, string label) =>
        Assert.Equal(label, Reading.Spec(Compared + $"compare: {{ factor: optimizer, baseline: {written} }}\n").Comparison!.Baseline);

    [Theory]
    [InlineData("factor: architecture", "'architecture' is not a factor of this spec: only what is varied can be compared or tuned.")]
    [InlineData("factor: activatoin", "'activatoin' is not a factor of this spec: only what is varied can be compared or tuned.")]
    [InlineData("baseline: relu", "Say what to compare: compare: { factor: activation }.")]
    [InlineData("factor: activation, baseline: tanh", "'tanh' matches no level of activation.")]
    [InlineData("factor: optimizer, baseline: { name: sgd }", "Several levels match this baseline: name one of them.")]
    [InlineData("factor: activation, metric: accuracy", "'accuracy' is not a metric.")]
    [InlineData("factor: activation, epoch: 0", "0 is too small: at least 1.")]
    [InlineData("factor: activation, epoch: 2", "Epoch 2 is never reached: epochs is 1.")]
    [InlineData("factor: activation, alpha: 1", "1 is out of range: alpha is above 0 and below 1.")]
    [InlineData("factor: activation, rope: -1", "-1 is out of range: rope is at least 0.")]
    [InlineData("factor: activation, adjustment: bonferroni", "'bonferroni' is not an adjustment.")]
    [InlineData("factor: activation, test: welch", "'welch' is not a test.")]
    [InlineData("factor: activation, test: [t]", "Expected the name of a test, found a list.")]
    [InlineData("factor: activation, test: t, adjustment: max-t",
        "'max-t' adjusts by joint sign flips, and compare.test is t: choose holm, hommel, shaffer or bergmann-hommel, "
        + "or leave compare.test out.")]
    [InlineData("factor: activation, baseline: relu, test: ranks, adjustment: max-t",
        "'max-t' adjusts by joint sign flips, and compare.test is ranks: choose holm or hommel, or leave compare.test out.")]
    [InlineData("factor: activation, baseline: relu, adjustment: shaffer",
        "'shaffer' adjusts all pairs of levels, and this compares with a baseline: choose holm or hommel, or leave compare.baseline out.")]
    [InlineData("factor: activation, rope: 0.5",
        "0.5 is too much for testAccuracy: accuracies are fractions, 0.005 is half a percentage point.")]
    [InlineData("factor: activation, level: relu", "There is no key 'level' here.")]
    [InlineData("factor: activation, tuning: { factors: [activation], selectionSeeds: 1 }",
        "'activation' is compared; it cannot be tuned away.")]
    [InlineData("factor: activation, tuning: { factors: [batchSize], selectionSeeds: 1 }",
        "'batchSize' is not a factor of this spec: only what is varied can be compared or tuned.")]
    [InlineData("factor: activation, tuning: { factors: [learningRate] }",
        "Say how many of the seeds choose the best level: selectionSeeds: 2. The others judge it.")]
    [InlineData("factor: activation, tuning: { factors: [learningRate], selectionSeeds: 1, prune: maybe }",
        "Expected true or false, found 'maybe'.")]
    [InlineData("factor: activation, tuning: { factors: [learningRate], selectionSeeds: 5 }",
        "5 of 5 seeds would choose and none would be left to judge: what is chosen on a seed looks too good on it.")]
    public void A_wrong_comparison_is_refused(string body, string message) =>
        Assert.Equal(message, Assert.Single(Reading.Errors(Compared + $"compare: {{ {body} }}\n")).Message);

    [Theory]
    [InlineData("sign-flip", PlannedTest.SignFlip)]
    [InlineData("t", PlannedTest.T)]
    [InlineData("ranks", PlannedTest.Ranks)]
    public void A_test_is_planned_by_its_name(string name, PlannedTest test) =>
        Assert.Equal(test, Reading.Spec(Compared + $"compare: {{ factor: activation, test: {name} }}\n").Comparison!.Test);

    [Fact]
    public void A_misspelled_test_is_refused_where_it_stands_with_the_nearest_name()
    {
        var error = Reading.Error("grid: { activation: [relu, tanh] }\ncompare: { factor: activation, test: signflip }\n");
        Assert.Equal(("compare.test", 7, 38, "sign-flip"), (error.Path, error.Line, error.Column, error.Suggestion));
    }

    [Fact]
    public void A_baseline_that_configurations_leave_out_is_stored_as_absent() =>
        Assert.Equal("-", Reading.Spec(Reading.Head + "grid: { initialization: [default, he] }\nseeds: 2\nlearningRate: 0.1\n"
            + "compare: { factor: initialization, baseline: default }\n").Comparison!.Baseline);

    [Fact]
    public void Joint_sign_flips_need_pairs() =>
        Assert.Equal(
            "'max-t' flips the signs of pairs, and pairedAcross leaves out the compared factor: add activation to it, or choose holm.",
            Assert.Single(Reading.Errors(Compared
                + "compare: { factor: activation, adjustment: max-t }\npairedAcross: [learningRate]\n")).Message);

    [Theory]
    [InlineData("factor: activatoin, baseline: rleu")]
    [InlineData("factor: architecture, baseline: rleu")] // not varied, but its levels are known
    public void A_wrong_baseline_is_found_beside_a_wrong_factor(string body) =>
        Assert.Equal(2, Reading.Errors(Compared + $"compare: {{ {body} }}\n").Count);

    [Fact]
    public void A_large_rope_is_fine_for_a_loss() =>
        Assert.Equal(0.5, Reading.Spec(Compared + "compare: { factor: activation, metric: testLoss, rope: 0.5 }\n").Comparison!.Rope);

    [Fact]
    public void All_pairs_of_many_levels_are_too_many_for_Bergmann_and_Hommel()
    {
        string rates = string.Join(", ", Enumerable.Range(1, 13).Select(i => $"0.{i:00}"));
        string spec = Reading.Head + $"seeds: 5\ngrid: {{ learningRate: [{rates}] }}\n"
            + "compare: { factor: learningRate, adjustment: bergmann-hommel }\n";
        Assert.Equal("'bergmann-hommel' is for at most 12 levels, and there are 13: choose shaffer.",
            Assert.Single(Reading.Errors(spec)).Message);
    }

    [Fact]
    public void A_validation_metric_needs_a_validation_split() =>
        Assert.Contains("Set validationSplit above zero",
            Reading.Error("grid: { activation: [relu, tanh] }\ncompare: { factor: activation, metric: validationAccuracy }\n").Message,
            StringComparison.Ordinal);

    [Fact]
    public void Pairs_differ_by_default_in_what_is_compared_or_tuned_and_in_what_exists_only_under_it()
    {
        var spec = Reading.Spec(Reading.Head + """
            seeds: 3
            grid:
              optimizer: [{ name: sgd, with: { batchSize: [64, 128] } }, adam]
              learningRate: [0.1, 0.01]
              activation: [relu, tanh]
            compare: { factor: optimizer, tuning: { factors: [learningRate], metric: testAccuracy, selectionSeeds: 1 } }
            """);
        Assert.Equal(["batchSize", "learningRate", "optimizer"], spec.PairedAcross.Order());
    }

    [Fact]
    public void Paired_settings_can_be_named() =>
        Assert.Equal(["optimizer"], Reading.Spec(Compared + "compare: { factor: activation }\npairedAcross: [optimizer]\n").PairedAcross);

    [Fact]
    public void A_paired_setting_must_exist() =>
        Assert.Equal("optimizer", Reading.Error("pairedAcross: [optimzer]\n").Suggestion);

    [Fact]
    public void Retries_and_breakers_are_read_and_have_defaults()
    {
        var spec = Reading.Spec(Compared + "retry: { outOfMemory: 2 }\nstop: { workerFailures: 5, firstWave: 8 }\n");
        Assert.Equal((new RetryPlan(20, 2, 0), new StopPlan(5, 8)), (spec.Retry, spec.Stop));
        var silent = Reading.Spec(Compared);
        Assert.Equal((new RetryPlan(), new StopPlan()), (silent.Retry, silent.Stop));
    }

    [Theory]
    [InlineData("retry: { oom: 2 }\n", "There is no key 'oom' here.")]
    [InlineData("retry: { exception: -1 }\n", "-1 is out of range: 0 to 1000000.")]
    [InlineData("stop: { firstWave: 0 }\n", "0 is out of range: 1 to 1000000.")]
    [InlineData("stop: 3\n", "Expected limits of failure and looks at growing data, such as { workerFailures: 3, firstWave: 4, looks: 5 "
        + "}, found '3'.")]
    public void Wrong_retries_and_breakers_are_refused(string body, string message) => Assert.Equal(message, Reading.Error(body).Message);
}
