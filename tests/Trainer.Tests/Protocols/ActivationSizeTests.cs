using Sweep.Planning.Trials;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

public class ActivationSizeTests
{
    // Two per layer and three activation layers: the "+6" of the paper's ConvMNIST.
    [Fact]
    public void AReLU_adds_six_parameters_to_mnist_conv() =>
        Assert.Equal(new ActivationSize(true, 6), Size("arelu", "mnist-conv"));

    [Fact]
    public void A_network_with_one_activation_layer_has_fewer() =>
        Assert.Equal(new ActivationSize(true, 2), Size("arelu", "mnist-linear"));

    [Theory]
    [InlineData("relu")]
    [InlineData("leaky-relu")] // its slope is fixed
    [InlineData("arelu-frozen")]
    public void A_fixed_activation_has_none(string name) =>
        Assert.Equal(new ActivationSize(false, 0), Size(name, "mnist-conv"));

    [Fact]
    public void One_per_channel_counts_every_channel_before_each_activation()
    {
        var mine = new SettingValue.Group(
        [
            new("name", new SettingValue.Text("mine")), new("formula", new SettingValue.Text("x*sigmoid(a*x)")),
                new("per", new SettingValue.Text("channel")),
            new("parameters", new SettingValue.Group([new("a", new SettingValue.Number(1))])),
        ]);
        Assert.Equal(new ActivationSize(true, 10 + 20 + 40), ActivationSize.Compute(Settings(mine, "mnist-conv")));
    }

    // 3 C^2 + 2 C of the two linear layers and 4 C of the two batch norms, at 10, 20 and 40 channels.
    [Fact]
    public void A_network_counts_the_layers_that_it_puts_in_each_place() =>
        Assert.Equal(new ActivationSize(true, 3 * (100 + 400 + 1600) + 6 * (10 + 20 + 40)), Size("aprelu", "mnist-conv"));

    [Fact]
    public void In_an_unknown_network_it_is_only_known_whether_there_is_something_to_learn() =>
        Assert.Equal(new ActivationSize(true, null), Size("arelu", "resnet-of-next-year"));

    [Fact]
    public void An_unknown_activation_has_no_size() =>
        Assert.Null(Size("activation-of-next-year", "mnist-conv"));

    private static ActivationSize? Size(string activation, string architecture) =>
        ActivationSize.Compute(Settings(new SettingValue.Text(activation), architecture));

    private static Configuration Settings(SettingValue activation, string architecture) => new(
    [
        new("activation", activation), new("architecture", new SettingValue.Text(architecture)),
            new("dataset", new SettingValue.Text("mnist")),
    ]);
}
