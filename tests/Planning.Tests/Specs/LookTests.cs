using Sweep.Planning.Plans;

namespace Sweep.Planning.Tests.Specs;

/// <summary>The stopping rule in stop.</summary>
public sealed class LookTests
{
    private const string Compared = Reading.Head + """
        seeds: 30
        validationSplit: 0.1
        grid:
          activation: [relu, arelu]
          learningRate: [0.1, 0.01]
        compare: { factor: activation, baseline: relu }

        """;

    private const string Tuned = Reading.Head + """
        seeds: 12
        validationSplit: 0.1
        grid:
          activation: [relu, arelu]
          learningRate: [0.1, 0.01]
        compare: { factor: activation, tuning: { factors: [learningRate], selectionSeeds: 2 } }

        """;

    [Theory]
    [InlineData("{ looks: 5 }", StoppingRule.OBrienFleming, new[] { 6, 12, 18, 24, 30 })]
    [InlineData("{ rule: obrienFleming }", StoppingRule.OBrienFleming, new[] { 6, 12, 18, 24, 30 })]
    [InlineData("{ rule: pocock, looks: [10, 30] }", StoppingRule.Pocock, new[] { 10, 30 })]
    [InlineData("{ rule: eProcess, looks: 3, workerFailures: 5 }", StoppingRule.EProcess, new[] { 10, 20, 30 })]
    public void Looks_are_a_number_or_a_list_and_have_defaults(string stop, StoppingRule rule, int[] counts)
    {
        var looks = Reading.Spec(Compared + $"stop: {stop}\n").Comparison!.Looks!;
        Assert.Equal(rule, looks.Rule);
        Assert.Equal(counts, looks.SeedCounts);
        Assert.Equal(Enumerable.Range(0, 30), looks.Seeds.Select(s => s.Value));
    }

    [Fact]
    public void An_e_process_looks_after_every_seed_from_the_fifth_on() =>
        Assert.Equal(Enumerable.Range(5, 26), Reading.Spec(Compared + "stop: { rule: eProcess }\n").Comparison!.Looks!.SeedCounts);

    [Fact]
    public void Nothing_is_looked_at_early_unless_asked_for() =>
        Assert.Null(Reading.Spec(Compared + "stop: { firstWave: 3 }\n").Comparison!.Looks);

    [Theory]
    [InlineData("{ looks: 5 }", new[] { 4, 6, 8, 10, 12 })]
    [InlineData("{ rule: eProcess }", new[] { 7, 8, 9, 10, 11, 12 })]
    [InlineData("{ looks: [3, 12] }", new[] { 3, 12 })]
    public void Seeds_that_select_what_is_tuned_come_before_the_first_look(string stop, int[] counts) =>
        Assert.Equal(counts, Reading.Spec(Tuned + $"stop: {stop}\n").Comparison!.Looks!.SeedCounts);

    [Fact]
    public void Pruning_is_a_look_after_the_seeds_that_select()
    {
        string pruned = Tuned.Replace("selectionSeeds: 2", "selectionSeeds: 2, prune: true", StringComparison.Ordinal);
        var alone = Reading.Spec(pruned);
        Assert.Equal((true, "2,12", "12"), Counts(alone.Comparison!.Looks!));
        var looked = Reading.Spec(pruned + "stop: { looks: [7, 12] }\n");
        Assert.Equal((true, "2,7,12", "7,12"), Counts(looked.Comparison!.Looks!));
        Assert.Null(Reading.Spec(Tuned.Replace("selectionSeeds: 2", "selectionSeeds: 2, prune: false",
            StringComparison.Ordinal)).Comparison!.Looks);
        Assert.Equal(4, new[] { Reading.Spec(Tuned), Reading.Spec(Tuned + "stop: { looks: [7, 12] }\n"), alone, looked }.Select(s =>
            s.ToPlan().Hash).Distinct().Count());

        static (bool, string, string) Counts(LookPlan looks) =>
            (looks.ChoosesFirst, string.Join(",", looks.SeedCounts), string.Join(",", looks.JudgingCounts));
    }

    [Theory]
    [InlineData("{ looks: 1 }", 16, "1 is out of range: 2 to 30.")]
    [InlineData("{ looks: 31 }", 16, "31 is out of range: 2 to 30.")]
    [InlineData("{ looks: [6, 12] }", 20, "The last look comes at all seeds, and there are 30: end the list with 30, or set seeds to 12.")]
    [InlineData("{ looks: [12, 6, 30] }", 21, "Looks come at ascending numbers of seeds; 6 does not follow 12.")]
    [InlineData("{ looks: [6, 31] }", 20, "31 is out of range: 1 to 30.")]
    [InlineData("{ looks: [30] }", 16, "Looks come at two or more numbers of seeds, the last one all 30.")]
    [InlineData("{ looks: [6, many, 30] }", 20, "Expected a whole number, found 'many'.")]
    [InlineData("{ rule: obf }", 15, "'obf' is not a stopping rule.")]
    [InlineData("{ look: 5 }", 9, "There is no key 'look' here.")]
    public void Wrong_looks_are_refused_where_they_stand(string stop, int column, string message)
    {
        var error = Assert.Single(Reading.Errors(Compared + $"stop: {stop}\n"));
        Assert.Equal((message, Compared.Count(c => c == '\n') + 1, column), (error.Message, error.Line, error.Column));
    }

    [Fact]
    public void Wrong_looks_are_found_beside_a_wrong_rule_and_a_wrong_comparison() =>
        Assert.Equal(["'acts' is not a factor of this spec: only what is varied can be compared or tuned.", "'obf' is not a stopping rule.",
            "31 is out of range: 2 to 30."],
            Reading.Errors(Compared.Replace("factor: activation", "factor: acts", StringComparison.Ordinal)
                + "stop: { rule: obf, looks: 31 }\n").Select(e => e.Message));

    [Fact]
    public void A_look_before_anything_is_judged_is_refused() =>
        Assert.Equal("The first 2 seeds select what is tuned and judge nothing: looks come later.",
            Assert.Single(Reading.Errors(Tuned + "stop: { looks: [2, 12] }\n")).Message);

    [Fact]
    public void Looks_without_a_comparison_are_refused() =>
        Assert.Equal("Looks at growing data decide about a comparison: say what to compare, such as compare: { factor: activation }.",
            Reading.Error("stop: { looks: 2 }\n").Message);

    [Theory]
    [InlineData("test: t", "Looks are judged by sign flips, and compare.test is t: leave compare.test out, "
        + "or train all seeds without looks.")]
    [InlineData("adjustment: max-t", "Each look has a p-value per comparison, and max-t needs the differences of all of them at once: "
        + "set compare.adjustment to holm or hommel, or leave it out.")]
    public void Looks_have_their_own_test_and_adjustment(string planned, string message)
    {
        string spec = Compared.Replace("compare: { ", $"compare: {{ {planned}, ", StringComparison.Ordinal);
        var error = Assert.Single(Reading.Errors(spec + "stop: { looks: 5 }\n"));
        Assert.Equal(("stop", message), (error.Path, error.Message));
    }

    [Fact]
    public void A_look_that_chooses_and_judges_nothing_goes_with_any_test() =>
        Assert.Equal(PlannedTest.T, Reading.Spec(Tuned
            .Replace("selectionSeeds: 2", "selectionSeeds: 2, prune: true", StringComparison.Ordinal)
            .Replace("compare: { ", "compare: { test: t, ", StringComparison.Ordinal)).Comparison!.Test);

    [Fact]
    public void Looks_without_pairs_are_refused() =>
        Assert.Equal("Looks need pairs, and pairedAcross leaves out the compared factor: add activation to it, or leave pairedAcross out.",
            Assert.Single(Reading.Errors(Compared + "pairedAcross: [learningRate]\nstop: { looks: 5 }\n")).Message);

    [Fact]
    public void Looks_are_part_of_what_the_plan_hash_freezes()
    {
        string[] hashes = [.. new[] { "", "stop: { firstWave: 2 }", "stop: { looks: 5 }", "stop: { looks: [6, 12, 18, 24, 30] }",
            "stop: { rule: pocock }", "stop: { looks: 3 }" }
            .Select(stop => Reading.Spec(Compared + stop + "\n").ToPlan().Hash.Value)];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.Equal(hashes[2], hashes[3]);
        Assert.Equal(4, hashes.Distinct().Count());
    }
}
