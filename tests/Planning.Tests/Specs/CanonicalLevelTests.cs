using Sweep.Planning.Trials;

namespace Sweep.Planning.Tests.Specs;

public sealed class CanonicalLevelTests
{
    [Theory]
    [InlineData("optimizer: sgd", "optimizer: { name: sgd }")]
    [InlineData("optimizer: sgd", "optimizer: { name: sgd, momentum: 0, nesterov: false }")]
    [InlineData("optimizer: { name: sgd, momentum: 0.9 }", "optimizer: { momentum: 0.90, weightDecay: 0e0, name: 'sgd' }")]
    [InlineData("activation: relu", "")]
    [InlineData("epochs: 1", "epochs: 1.0")]
    [InlineData("initialization: default", "")]
    [InlineData("activation: { name: mine, formula: 'x*sigmoid(a*x)', parameters: { a: 1 } }",
        "activation: { name: mine, formula: ' x*sigmoid(a*x) ', parameters: { a: 1.0 }, per: layer }")]
    public void Different_spellings_of_one_value_give_one_trial(string one, string other) => Assert.Equal(Id(one), Id(other));

    [Theory]
    [InlineData("optimizer: sgd", "optimizer: { name: sgd, momentum: 0.9 }")]
    [InlineData("epochs: 1", "epochs: 2")]
    [InlineData("initialization: default", "initialization: he")]
    [InlineData("trainSamples: 100", "")]
    [InlineData("activation: { name: mine, formula: 'x*a', parameters: { a: 1 } }",
        "activation: { name: mine, formula: 'x*a', parameters: { a: 2 } }")]
    [InlineData("activation: { name: mine, formula: 'x*a', parameters: { a: 1 } }",
        "activation: { name: mine, formula: 'x*a', parameters: { a: 1 }, per: channel }")]
    public void Different_values_give_different_trials(string one, string other) => Assert.NotEqual(Id(one), Id(other));

    [Fact]
    public void A_setting_of_a_later_release_that_is_omitted_at_its_default_changes_no_id()
    {
        const string yaml = Reading.Head + "learningRate: 0.1\nseeds: 1\n";
        var (now, later) = (Reading.Spec(yaml).ToPlan(), Reading.Spec(yaml, TestVocabulary.Later).ToPlan());
        Assert.Equal(now.Hash, later.Hash);
        Assert.Equal(now.Trials.Single().Id, later.Trials.Single().Id);
        Assert.NotEqual(now.Hash, Reading.Spec(yaml + "labelSmoothing: 0.1\n", TestVocabulary.Later).ToPlan().Hash);
    }

    [Fact]
    public void A_configuration_names_every_setting_that_has_a_value_so_that_filters_find_it() =>
        Assert.Equal("""{"activation":"relu","architecture":"mnist-conv","batchSize":128,"dataset":"mnist","epochs":1"""
            + ""","learningRate":0.1,"optimizer":"sgd","validationSplit":0}""",
            Trial("").Configuration.CanonicalJson);

    [Fact]
    public void A_formula_is_labelled_by_its_name() =>
        Assert.Equal("mine",
            Trial("activation: { name: mine, formula: 'x*a', parameters: { a: 1 } }").Configuration.Settings["activation"].Label);

    [Theory]
    [InlineData("activation: { name: mine, formula: 'sigmiod(x)' }",
        "The formula \"sigmiod(x)\" cannot be used: unknown function 'sigmiod'")]
    [InlineData("activation: { name: mine, formula: 'x', parameters: { a: 1 } }",
        "The formula \"x\" cannot be used: the parameter 'a' is not used")]
    [InlineData("activation: { name: mine, formula: 'a*x', parameters: { a: .inf } }",
        "Expected a number, found '.inf': only finite numbers can be used.")]
    [InlineData("activation: { name: gelu, formula: 'x' }",
        "'gelu' is the name of a built-in activation. Choose another name for your formula.")]
    [InlineData("activation: { name: 1x, formula: 'x' }", "'1x' is no name: use letters, digits, '-' and '_', a letter first.")]
    [InlineData("activation: { formula: 'x' }", "A formula needs a name for tables and filters: { name: mine, formula: ... }.")]
    [InlineData("activation: { name: mine, formula: 'x', per: neuron }", "'neuron' is not a place for parameters.")]
    [InlineData("grid: { activation: [{ name: mine, formula: 'x' }, { name: mine, formula: 'x*x' }] }",
        "'mine' also names the different level in line 6. Choose another name.")]
    public void A_wrong_formula_is_refused(string body, string message) => Assert.Equal(message, Reading.Error(body + "\n").Message);

    [Fact]
    public void A_formula_is_swept_against_the_catalogue_and_can_be_the_baseline()
    {
        var spec = Reading.Spec(Reading.Head + """
            learningRate: 0.1
            seeds: 2
            grid: { activation: [relu, { name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.0 } }] }
            compare: { factor: activation, baseline: mine }
            """);
        Assert.Equal(["relu", "mine"], spec.Factors[0].Labels);
        Assert.Equal("mine", spec.Comparison!.Baseline);
    }

    private static TrialDescription Trial(string setting) =>
        Reading.Spec(Reading.Head + "learningRate: 0.1\nseeds: 1\n" + setting + "\n").ToPlan().Trials.Single();

    private static TrialId Id(string setting) => Trial(setting).Id;
}
