using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Tests.Activations;

public sealed class ActivationVariantTests
{
    [Theory]
    [InlineData("elsa", "tanh", false)]
    [InlineData("taaf", "pau", false)]
    [InlineData("elsa", "aprelu", true)]
    [InlineData("elsa", "prelu-channel", true)] // parameters per layer and per channel are not those of one formula
    [InlineData("se", "tanh", true)]
    public void What_stands_around_a_formula_stays_one_where_it_can(string name, string around, bool isNetwork)
    {
        var activation = Read(name, ("around", new SettingValue.Text(around)));
        Assert.Equal(around, activation.Around!.Name);
        Assert.Equal(isNetwork, activation.Network is not null);
    }

    [Fact]
    public void Parameters_of_both_are_learned() =>
        Assert.Equal(["alpha", "beta", "act_beta"], Read("elsa", ("around", new SettingValue.Text("swish-trainable")))
            .LearnableParameters.Select(p => p.Name));

    [Fact]
    public void The_gain_is_that_of_the_whole() =>
        Assert.Equal(ActivationCatalogue.Find("arelu")!.RmsGain(), ActivationCatalogue.Find("elsa")!.RmsGain(), 1e-12);

    [Fact]
    public void Every_activation_of_the_catalogue_may_be_surrounded()
    {
        foreach (string name in new[] { "elsa", "taaf", "se" })
        {
            var setting = ActivationCatalogue.Find(name)!.Variants.Single(v => v.Setting.Name == "around").Setting;
            Assert.Equal(ActivationCatalogue.All.Where(a => a.Around is null).Select(a => a.Name), setting.Choices.Select(c => c.Name));
            Assert.All(setting.Choices, c => Assert.NotNull(Read(name, ("around", new SettingValue.Text(c.Name)))));
        }
    }

    [Fact]
    public void Numbers_go_on_top_of_what_is_chosen()
    {
        var unit = Read("pau", ("fit", new SettingValue.Text("tanh")), ("a0", new SettingValue.Number(0.5)),
            ("per", new SettingValue.Text("channel")));
        Assert.Equal([0.5, 1.000016], unit.LearnableParameters.Take(2).Select(p => p.Initial));
        Assert.Equal(ParameterScope.PerChannel, unit.Parsed.Scope);
    }

    [Fact]
    public void Everything_that_learns_by_formula_may_learn_per_channel() =>
        Assert.All(ActivationCatalogue.Formulas.Where(a => a.LearnableParameters.Count > 0), a => Assert.Equal(ParameterScope.PerChannel,
            Read(a.Name, ("per", new SettingValue.Text("channel"))).Scope));

    [Fact]
    public void A_maxout_of_one_is_the_identity_and_of_more_a_network()
    {
        Assert.Null(Read("maxout", ("pools", new SettingValue.Number(1))).Network);
        Assert.Equal("max(max(conv(C,1)(x), conv(C,1)(x)), conv(C,1)(x))", Read("maxout", ("pools", new SettingValue.Number(3))).Formula);
    }

    [Theory]
    [InlineData("pools", 2.5, "a whole number, at least 1 and at most 16")]
    [InlineData("pools", 17, "a whole number, at least 1 and at most 16")]
    public void A_choice_that_there_is_not_is_refused(string setting, double value, string expected) =>
        Assert.Contains(expected, Assert.Throws<TrialSettingsException>(() => Read("maxout", (setting, new SettingValue.Number(value))))
            .Message);

    [Fact]
    public void An_own_network_may_learn_and_stand_around_another()
    {
        var level = new SettingValue.Group(
        [
            new("name", new SettingValue.Text("mine")), new("network", new SettingValue.Text("sigmoid(a*globalavg(x))*act(x)")),
            new("parameters", new SettingValue.Group([new("a", new SettingValue.Number(1.5))])),
            new("per", new SettingValue.Text("channel")), new("around", new SettingValue.Text("tanh")),
        ]);
        var canonical = ActivationNetworkLevel.Definition.Read(level).Canonical!;
        var activation = ActivationLevel.Read(canonical);
        Assert.Equal(("tanh", ParameterScope.PerChannel), (activation.Around!.Name, activation.Scope));
    }

    [Fact]
    public void What_is_the_default_is_left_out_of_an_own_network()
    {
        var level = new SettingValue.Group([new("name", new SettingValue.Text("mine")),
            new("network", new SettingValue.Text("x*globalavg(x)")), new("parameters", new SettingValue.Group([])),
            new("per", new SettingValue.Text("layer"))]);
        Assert.Equal(["name", "network"], ActivationNetworkLevel.Definition.Read(level).Canonical!.Settings.Keys.Order());
    }

    [Fact]
    public void All_mistakes_around_an_own_network_are_told_at_once()
    {
        var level = new SettingValue.Group([new("name", new SettingValue.Text("mine")), new("network", new SettingValue.Text("act(x)")),
            new("parameters", new SettingValue.Group([new("a", new SettingValue.Text("one"))])), new("per", new SettingValue.Text("pixel")),
            new("around", new SettingValue.Text("tan"))]);
        Assert.Equal(["parameters.a", "per", "around"], ActivationNetworkLevel.Definition.Read(level).Errors.Select(e => e.Path));
    }

    private static ActivationDefinition Read(string name, params (string Key, SettingValue Value)[] settings) => ActivationLevel.Read(
        new SettingValue.Group([new("name", new SettingValue.Text(name)), .. settings.Select(s => KeyValuePair.Create(s.Key, s.Value))]));
}
