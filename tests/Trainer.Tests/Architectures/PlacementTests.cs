using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>The setting placement, which any network has.</summary>
public sealed class PlacementTests
{
    private const string Spec = """
        name: places
        dataset: synthetic-digits
        architecture: { name: mine, layers: [conv: 4, activation, conv: 4, activation, flatten, linear: 8, activation, linear: classes] }
        activation: arelu
        optimizer: sgd
        learningRate: 0.1
        seeds: 1

        """;

    [Theory]
    [InlineData("", "act1 act2 act3")]
    [InlineData("placement: all", "act1 act2 act3")]
    [InlineData("placement: first", "act1")]
    [InlineData("placement: stem", "act1")]
    [InlineData("placement: last", "act3")]
    [InlineData("placement: { name: ends, places: [act1, act3] }", "act1 act3")]
    public void The_compared_activation_stands_where_the_setting_says(string placement, string expected)
    {
        var network = Network(placement);
        Assert.Equal(expected.Split(' ').Select(p => p + ".parameters"),
            network.Parameters.Where(p => p.Role == ParameterRole.Activation).Select(p => p.Name));
    }

    [Fact]
    public void A_fixed_function_stays_at_the_other_places()
    {
        var network = Network("placement: { name: last, others: tanh }");
        Assert.Equal(2, network.Nodes.Count(n => n.Node.Layer is LayerDescription.Elementwise { Function: "tanh" }));
        Assert.Equal(2, Network("placement: last").Nodes.Count(n => n.Node.Layer == LayerDescription.Elementwise.Relu));
    }

    [Fact]
    public void Words_that_families_know_mean_the_same()
    {
        SettingValue.Group family = WrittenLevel.Read("resnet depth=8 activationPlaces=block-first") as SettingValue.Group
            ?? throw new InvalidOperationException();
        var bare = new SettingValue.Group(family.Settings.Where(s => s.Key != "activationPlaces"));
        var input = new TensorShape(3, 16, 16);
        Assert.Equal(Architecture.Read(family).For(input, 10).ActivationPlaces.Select(p => p.Node.Name),
            Placement.Read(new SettingValue.Text("block-first")).Apply(Architecture.Read(bare).For(input, 10)).ActivationPlaces
                .Select(p => p.Node.Name));
    }

    [Fact]
    public void The_default_changes_no_trial()
    {
        string[] Ids(string placement) => [.. Read(placement).Spec!.ToPlan().Trials.Select(t => t.Id.Value)];
        Assert.Equal(Ids(""), Ids("placement: all"));
        Assert.NotEqual(Ids(""), Ids("placement: first"));
        Assert.Equal(Ids("placement: first"), Ids("placement: { name: first, others: relu }"));
    }

    [Theory]
    [InlineData("placement: { name: p, places: [act1, act9] }",
        "'mine' has no place 'act9' for an activation: its places are act1, act2, act3")]
    [InlineData("placement: block-last", "No place of 'mine' is 'block-last': it has no blocks")]
    [InlineData("placement: { name: p, places: [] }", "Expected names of places")]
    [InlineData("placement: { name: p, places: [act1, act1] }", "named twice")]
    [InlineData("placement: { name: p, places: [act1], others: swish }", "'swish' is no function that can stay")]
    [InlineData("placement: { name: first, others: swish }", "relu")]
    public void A_mistake_is_told_with_what_there_is(string placement, string message) =>
        Assert.Contains(message, string.Join("\n", Read(placement).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_stored_level_that_does_not_fit_is_refused_when_the_network_is_made()
    {
        var network = Architecture.Read(new SettingValue.Text("mnist-conv")).For(new TensorShape(1, 28, 28), 10);
        Assert.Throws<TrialSettingsException>(() => Placement.Read(new SettingValue.Text("block-first")).Apply(network));
    }

    private static ShapedNetwork Network(string placement)
    {
        var reading = Read(placement);
        Assert.True(reading.Errors.Count == 0, string.Join("\n", reading.Errors));
        var settings = TrialSettings.Read(reading.Spec!.ToPlan().Trials.First().Configuration);
        return settings.Network(new TensorShape(1, 28, 28), new Classification(10));
    }

    private static SpecReading Read(string placement) =>
        SpecReader.Read(Spec + placement, TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules });
}
