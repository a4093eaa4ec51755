using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>What cannot be frozen or taken over is told before training, with the names there are.</summary>
public sealed class TransferRuleTests
{
    private const string Head = "name: a\ndataset: kmnist\narchitecture: mnist-conv\nactivation: arelu\noptimizer: sgd\nlearningRate: 0.1\n"
        + "seeds: 1\n";

    private static readonly SpecVocabulary Vocabulary = TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };

    private const string Before = "pretrain: { name: mnist, epochs: 1 }\n";

    [Theory]
    [InlineData("freeze: { name: mine, nodes: [conv9, conv1] }",
        "freeze: 'conv9' matches nothing that mnist-conv learns. There are conv1, act1, conv2, act2, conv3, act3, linear1.")]
    [InlineData("freeze: { name: mine, nodes: [pool1] }", "freeze: 'pool1' matches nothing that mnist-conv learns.")]
    [InlineData("freeze: { name: mine, nodes: ['*'] }", "freeze: mine leaves nothing of mnist-conv to learn. Freeze less.")]
    [InlineData("freeze: { name: first-layers, depth: 4 }", "freeze: mnist-conv has 4 layers with weights (conv1, conv2, conv3, linear1), "
        + "and one at least is to learn: freeze at most the first 3.")]
    [InlineData("freeze: { name: mine, nodes: [linear1] }\nhead: new",
        "freeze: 'linear1.weight' begins anew after the phase before, and would stay as it was drawn")]
    [InlineData("freeze: { name: mine, nodes: conv1 }", "Expected a list of nodes, such as [conv1, \"stage1.*\"], found 'conv1'.")]
    [InlineData("freeze: { name: mine, nodes: [1] }", "Expected the name of a node, found '1'.")]
    public void What_cannot_be_frozen_is_told(string freeze, string message) =>
        Assert.Contains(message, Assert.Single(Errors(Head + Before + freeze)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_activation_that_learns_nothing_leaves_nothing_to_learn() => Assert.Contains(
        "freeze: all-but-activations leaves nothing of mnist-conv to learn. The activation has no learned numbers",
        Assert.Single(Errors(Head.Replace("arelu", "relu", StringComparison.Ordinal) + Before + "freeze: all-but-activations")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_head_for_other_classes_cannot_be_frozen() => Assert.Contains("'linear1.weight' begins anew",
        Assert.Single(Errors(Head + "pretrain: { name: emnist-letters, epochs: 1 }\nfreeze: { name: mine, nodes: [linear1] }")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("freeze: all-but-head")]
    [InlineData("head: new")]
    public void Without_a_phase_before_there_is_nothing_to_take_over(string setting) => Assert.Equal(
        $"'{setting}' is about weights that a phase before has learned: add 'pretrain'. Where it is a factor, leave out "
            + "the pair with its level none by 'exclude'.", Assert.Single(Errors(Head + setting)).Message);

    [Theory]
    [InlineData("[conv1, \"conv[23]\"]", false)]
    [InlineData("[\"conv*\"]", true)]
    [InlineData("[conv1, conv2, conv3, act]", false)]
    [InlineData("[conv1, conv2, conv3, \"act?\"]", true)]
    public void Names_may_have_wildcards(string nodes, bool isRight) =>
        Assert.Equal(isRight, Errors(Head + Before + $"freeze: {{ name: mine, nodes: {nodes} }}").Count == 0);

    [Fact]
    public void Freezing_may_be_a_factor_and_the_default_is_left_out_of_configurations()
    {
        var plan = SpecReader.Read(Head + Before
            + "grid: { freeze: [none, all-but-head, { name: first-layers, depth: [1, 2] }, { name: mine, nodes: [conv1] }] }",
            Vocabulary).Spec!.ToPlan();
        Assert.Equal(["-", "all-but-head", "first-layers(depth=1)", "first-layers(depth=2)", "mine"],
            plan.Trials.Select(t => t.Configuration.Settings.GetValueOrDefault("freeze")?.Label ?? "-"));
        Assert.Equal([0, 9, 3, 6, 2], plan.Trials.Select(t => Frozen(t.Configuration)));
    }

    // Weight and bias of each layer, and the numbers of the activation behind it.
    private static int Frozen(Configuration configuration) => TrialSettings.Read(configuration).Network(new(1, 28, 28),
        new Classification(10)).Parameters.Count(p => p.IsFrozen);

    private static IReadOnlyList<SpecError> Errors(string spec) =>
        SpecReader.Read(spec, Vocabulary).Errors;
}
