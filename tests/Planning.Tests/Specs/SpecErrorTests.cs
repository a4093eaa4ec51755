namespace Sweep.Planning.Tests.Specs;

public sealed class SpecErrorTests
{
    [Fact]
    public void All_mistakes_are_reported_at_once_in_the_order_of_the_text()
    {
        var errors = Reading.Errors("""
            name: my sweep
            dataset: minst
            learningRte: 0.1
            protocol:
              epochs: 0
              batchSize: many
            grid:
              activation: [relu, arleu, 3]
              optimizer: []
            seeds: 0
            compare:
              factor: architecture
              alpha: 2
            """);
        Assert.Equal(
        [
            (1, 1, "architecture"), (1, 1, "learningRate"), (1, 7, "name"), (2, 10, "dataset"), (3, 1, "learningRte"),
                (5, 11, "protocol.epochs"),
            (6, 14, "protocol.batchSize"), (8, 22, "grid.activation[1]"), (8, 29, "grid.activation[2]"), (9, 14, "grid.optimizer"),
                (10, 8, "seeds"),
            (12, 11, "compare.factor"), (13, 10, "compare.alpha"),
        ], errors.Select(e => (e.Line, e.Column, e.Path)));
    }

    [Theory]
    [InlineData("grid: { activation: [relu, arleu] }\n")]
    [InlineData("zip: [{ activation: [relu, arleu], batchSize: [16, 32] }]\n")]
    public void A_level_with_a_mistake_counts_where_two_are_needed(string factor) =>
        Assert.Contains("arleu", Reading.Error(factor + "compare: { factor: activation }\n").Message, StringComparison.Ordinal);

    [Fact]
    public void A_factor_of_one_level_cannot_be_compared() =>
        Assert.Equal("'activation' has a single level; a comparison needs two.",
            Reading.Error("grid: { activation: [relu] }\ncompare: { factor: activation }\n").Message);

    [Fact]
    public void An_unknown_name_lists_the_possible_ones_and_suggests_the_nearest()
    {
        var error = Reading.Error("activation: arleu\n");
        Assert.Equal(["relu", "arelu", "prelu", "gelu", "tanh"], error.Allowed);
        Assert.Equal("arelu", error.Suggestion);
        Assert.Equal("line 6, column 13: activation: There is no activation 'arleu'. Did you mean 'arelu'? Possible: relu, arelu, prelu, "
            + "gelu, tanh.",
            error.ToString());
    }

    [Theory]
    [InlineData("learningrate: 0.1\n", "learningRate")]
    [InlineData("batch_size: 3\n", "batchSize")]
    [InlineData("optimiser: sgd\n", "optimizer")]
    [InlineData("exclud: []\n", "exclude")]
    public void An_unknown_key_suggests_the_nearest(string body, string suggestion) =>
        Assert.Equal(suggestion, Reading.Error(body).Suggestion);

    [Fact]
    public void A_name_far_from_every_other_gets_no_suggestion() => Assert.Null(Reading.Error("zzzzzz: 1\n").Suggestion);

    [Fact]
    public void A_setting_of_a_choice_at_the_top_says_where_it_belongs() =>
        Assert.Contains("optimizer: { name: sgd, momentum: ... }", Reading.Error("momentum: 0.9\n").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("epochs: 1.5\n", "Expected a whole number, found '1.5'.")]
    [InlineData("epochs: '2'\n", "Expected a whole number, found the text '2'. Write it without quotes.")]
    [InlineData("epochs:\n", "Expected a whole number, found nothing.")]
    [InlineData("epochs: [1]\n", "A list of levels belongs under grid: grid: { epochs: [...] }.")]
    [InlineData("batchSize: 1e400\n", "'1e400' is too large: only finite numbers can be used.")]
    [InlineData("validationSplit: .nan\n", "Expected a number, found '.nan': only finite numbers can be used.")]
    [InlineData("validationSplit: -.inf\n", "Expected a number, found '-.inf': only finite numbers can be used.")]
    [InlineData("validationSplit: 1\n", "1 is out of range: validationSplit is at least 0 and below 1.")]
    [InlineData("optimizer: { name: sgd, momentum: 1.5 }\n", "1.5 is out of range: momentum is at least 0 and below 1.")]
    [InlineData("optimizer: { name: sgd, nesterov: 1 }\n", "Expected true or false, found '1'.")]
    [InlineData("optimizer: { name: sgd, beta1: 1 }\n", "'sgd' has no setting 'beta1'.")]
    [InlineData("optimizer: { momentum: 1 }\n", "A value of optimizer with settings needs its name: { name: sgd, ... }.")]
    [InlineData("trainSamples: 0\n", "0 is out of range: trainSamples is at least 1.")]
    public void A_wrong_value_says_what_was_expected_and_found(string body, string message) =>
        Assert.Equal(message, Reading.Error(body).Message);

    [Theory]
    [InlineData("grid: {}\n", "The grid is empty: name at least one factor, or leave the key out.")]
    [InlineData("grid: { activation: [] }\n", "'activation' has no levels: give at least one, or leave the key out.")]
    [InlineData("grid: { activation: relu }\n",
        "Expected a list of levels, found 'relu'. A single value belongs beside the grid: activation: ...")]
    [InlineData("grid: { activation: [relu, tanh, relu] }\n", "'relu' is given twice; the first time in line 6.")]
    [InlineData("grid: { optimizer: [sgd, { name: sgd, momentum: 0 }] }\n", "'sgd' is given twice; the first time in line 6.")]
    [InlineData("grid: { seeds: [1, 2] }\n", "Seeds are replicates, not a factor: write 'seeds: 5' beside the grid.")]
    [InlineData("grid: { learningRate: [1, 2] }\n",
        "'learningRate' is given here and as learningRate in line 4. A setting is either fixed or varied.")]
    [InlineData("protocol: { learningRate: 1 }\n", "'learningRate' is given here and as learningRate in line 4. Keep one of them.")]
    [InlineData("grid: { activation: [{ name: relu, with: { learningRate: [1] } }] }\n",
        "'learningRate' is given here and as learningRate in line 4. A setting is either fixed or varied.")]
    [InlineData("grid: { batchSize: { from: 1, to: 10, count: 4 , scale: log } }\n",
        "This range gives 2.15443469003, but batchSize takes whole numbers: list them.")]
    [InlineData("grid: { batchSize: { from: 1, to: 10 } }\n", "A range needs 'count': { from: 1e-4, to: 1e-1, count: 4, scale: log }.")]
    [InlineData("grid: { validationSplit: { from: 0, to: 0.5, count: 4 , scale: log } }\n",
        "A logarithmic range needs both ends above zero.")]
    [InlineData("grid: { batchSize: [{ value: 1, wen: {} }] }\n", "There is no key 'wen' here.")]
    [InlineData("grid: { batchSize: [{ when: { activation: relu } }] }\n",
        "A level of batchSize with a condition or a sub-grid names its value: { value: ..., when: ... }.")]
    [InlineData("grid: { batchSize: { from: 1, to: 1000000000, count: 9999999 } }\n", "9999999 is out of range: 2 to 10000.")]
    [InlineData("zip: [{ batchSize: [1, 2], epochs: [1, 2, 3] }]\n",
        "Lists that advance together have equal lengths: batchSize has 2 levels, epochs has 3.")]
    [InlineData("zip: [{ batchSize: [1, 1], epochs: [2, 2] }]\n", "Step 2 of this zip repeats an earlier one.")]
    [InlineData("zip: [{ batchSize: [1, 2] }]\n", "A zip has at least two factors; a single one belongs under grid.")]
    public void A_wrong_grid_is_refused(string body, string message) => Assert.Equal(message, Reading.Error(body).Message);

    [Theory]
    [InlineData("grid: { activation: [relu] }\nexclude: [{ activation: tanh }]\n", "'tanh' matches no level of activation.")]
    [InlineData("grid: { activation: [relu, tanh], epochs: [1, 2] }\nexclude: [{ activation: relu }, { activation: tanh }]\n",
        "Nothing is left: every combination is excluded.")]
    [InlineData("grid: { activation: [relu, { value: tanh, when: { epochs: 5 } }] }\n", "'5' matches no level of epochs.")]
    [InlineData("grid: { activation: [relu, { value: tanh, when: { depth: 5 } }] }\n", "There is no setting 'depth'.")]
    [InlineData("grid: { activation: [relu, { value: tanh, when: { activation: relu } }] }\n", "A level cannot depend on its own factor.")]
    [InlineData("grid: { activation: [relu, { value: tanh, when: { epochs: 2 } }], epochs: [1, { value: 2, when: { activation: relu } }] "
        + "}\n",
        "These conditions wait for each other: activation, epochs. Remove one of them.")]
    [InlineData("grid: { activation: [relu, tanh], epochs: [{ value: 2, when: { activation: relu } }, { value: 2, when: { activation: "
        + "[relu, tanh] } }] }\n",
        "'2' is given twice; the first time in line 6. Both conditions can hold at the same time.")]
    [InlineData("grid: { activation: [{ name: relu, with: { epochs: [1] } }, { name: tanh, with: { epochs: [2] } }] }\nexclude: [{ "
        + "activation: relu, epochs: 2 }]\n",
        "This excludes nothing: no combination matches it.")]
    public void A_condition_that_matches_nothing_is_refused(string body, string message) =>
        Assert.Equal(message, Reading.Error(body).Message);

    [Fact]
    public void A_required_setting_without_a_level_for_some_combination_is_refused() =>
        Assert.Equal("'learningRate' is required, and no level of it applies to optimizer=adam.",
            Assert.Single(Reading.Errors(Reading.Head + """
            seeds: 1
            grid:
              optimizer: [sgd, adam]
              learningRate: [{ value: 0.1, when: { optimizer: sgd } }]
            """)).Message);

    [Fact]
    public void A_plan_of_more_trials_than_anybody_trains_is_refused() =>
        Assert.Contains("the limit is 1E+08", Reading.Error("""
            grid:
              epochs: { from: 1, to: 1000, count: 1000 }
              batchSize: { from: 1, to: 1000, count: 1000 }
              trainSamples: { from: 1, to: 1000, count: 1000 }
            """).Message, StringComparison.Ordinal);
}
