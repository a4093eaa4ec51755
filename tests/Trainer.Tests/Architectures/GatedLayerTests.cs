using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Architectures;

public sealed class GatedLayerTests
{
    // Shazeer 2020, section 2: three matrices instead of two; per layer one more of width x hidden, and its constants.
    [Theory]
    [InlineData("vit", 6 * (192 * 384 + 384))]
    [InlineData("mlp-mixer", 8 * (64 * 64 + 64 + 128 * 512 + 512))]
    public void A_gated_layer_has_a_third_matrix(string name, int more)
    {
        var input = new TensorShape(3, 32, 32);
        SettingValue text = new SettingValue.Text(name);
        var gated = new SettingValue.Group([new("name", text), new("gated", new SettingValue.Flag(true))]);
        int plain = ShapedNetwork.Infer(Architecture.Read(text).Describe(input, 10), input).ParameterCount;
        var network = ShapedNetwork.Infer(Architecture.Read(gated).Describe(input, 10), input);
        Assert.Equal(plain + more, network.ParameterCount);
    }

    [Fact]
    public void The_activation_sees_half_of_what_is_computed() => Assert.All(
        ShapedNetwork.Infer(Architecture.Read(new SettingValue.Group([new("name", new SettingValue.Text("vit")),
            new("gated", new SettingValue.Flag(true))])).Describe(new(3, 32, 32), 10), new(3, 32, 32)).ActivationPlaces,
        place => Assert.Equal(384, place.Output.Channels));
}
