using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>The setting activationPlaces, which every family has.</summary>
public sealed class ActivationPlacementTests
{
    [Theory]
    [InlineData("resnet depth=8", "stem", "act1")]
    [InlineData("resnet depth=8", "block-first", "block1.act1 block2.act1 block3.act1")]
    [InlineData("resnet depth=8", "block-last", "block1.act2 block2.act2 block3.act2")]
    [InlineData("resnet depth=8", "last", "block3.act2")]
    [InlineData("preact-resnet depth=8", "stem", "block1.act1")]
    [InlineData("preact-resnet depth=8", "last", "act1")]
    [InlineData("lenet-5", "stem", "act1")]
    [InlineData("lenet-5", "last", "act4")]
    [InlineData("vgg depth=11", "block-last", "block1.act1 block2.act1 block3.act2 block4.act2 block5.act2")]
    [InlineData("mnist-linear", "stem", "act1")]
    public void The_compared_activation_stands_where_the_setting_says(string level, string places, string expected)
    {
        var network = Network($"{level} activationPlaces={places}");
        Assert.Equal(expected.Split(' '), network.ActivationPlaces.Select(p => p.Node.Name));
    }

    [Fact]
    public void ReLU_stays_at_the_other_places()
    {
        var whole = Network("resnet depth=8");
        var stem = Network("resnet depth=8 activationPlaces=stem");
        Assert.Equal(whole.Nodes.Select(n => n.Node.Name), stem.Nodes.Select(n => n.Node.Name));
        Assert.Equal(whole.ActivationPlaces.Skip(1).Select(p => p.Node.Name),
            stem.Nodes.Where(n => n.Node.Layer == LayerDescription.Elementwise.Relu).Select(n => n.Node.Name));
    }

    [Fact]
    public void Only_the_chosen_places_have_parameters()
    {
        var arelu = ActivationCatalogue.Find("arelu")!; // two parameters per layer
        var network = Network("resnet depth=8 activationPlaces=block-first");
        Assert.Equal(network.ParameterCount + 3 * 2, network.WithActivation(arelu.At).ParameterCount);
    }

    [Fact]
    public void Every_family_accepts_every_placement_that_its_blocks_allow() => Assert.All(ArchitectureCatalogue.All, family =>
    {
        var level = WrittenLevel.Of(family.Members[0]);
        Assert.All(ActivationPlacement.Setting.Choices.Select(c => c.Name), places =>
        {
            var placed = new SettingValue.Group([.. level.Settings, new("activationPlaces", new SettingValue.Text(places))]);
            if (Architecture.Problem(placed) is { } problem)
                Assert.Contains("has no blocks", problem.Message, StringComparison.Ordinal);
            else
                Assert.NotEmpty(Architecture.Read(placed).For(family.Example, family.UsualTask).ActivationPlaces);
        });
    });

    private static ShapedNetwork Network(string level) => Architecture.Read(WrittenLevel.Read(level)).For(new TensorShape(1, 32, 32), 10);
}
