using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests.Onnx;

/// <summary>Architectures of the catalogue, as small as they come, in ONNX Runtime.</summary>
public sealed class WholeNetworkTests
{
    [Theory]
    [InlineData("mnist-conv", 1, 28, "arelu")]
    [InlineData("lenet-5", 1, 28, "tanh")]
    [InlineData("resnet depth=8 width=4", 3, 16, "aprelu")]
    [InlineData("preact-resnet depth=8 width=4", 3, 16, "prelu-channel")]
    [InlineData("wide-resnet depth=10 widthMultiplier=1", 3, 16, "frelu")]
    [InlineData("densenet-bc depth=10 growth=4", 3, 16, "relu")]
    [InlineData("googlenet", 3, 16, "relu")]
    [InlineData("mobilenet-v2 widthMultiplier=0.25", 3, 32, "relu6")]
    [InlineData("shufflenet-v2 widthMultiplier=0.5", 3, 32, "sa-softmax")]
    [InlineData("squeezenet", 3, 32, "relu")]
    [InlineData("convmixer width=8 depth=2", 3, 16, "gelu")]
    [InlineData("vit width=24 depth=2 patch=4", 3, 16, "gelu")]
    [InlineData("vit width=24 depth=2 patch=4 gated=true", 3, 16, "swish")]
    [InlineData("mlp-mixer width=16 depth=2 patch=4 gated=true", 3, 16, "gelu")]
    [InlineData("unet levels=2 width=4", 1, 16, "meta-acon")]
    public void A_whole_network_gives_the_engines_outputs(string level, int channels, int size, string activation)
    {
        var input = new TensorShape(channels, size, size);
        OnnxModelTests.Agree(new NetworkCase(Architecture.Read(Level(level)).Describe(input, 5), input, samples: 3, activation));
    }

    private static SettingValue Level(string text)
    {
        string[][] words = [.. text.Split(' ').Select(w => w.Split('='))];
        return new SettingValue.Group([new("name", Invented.Text(words[0][0])),
            .. words[1..].Select(w => KeyValuePair.Create(w[0], Value(w[1])))]);
    }

    private static SettingValue Value(string text) => bool.TryParse(text, out bool flag) ? new SettingValue.Flag(flag)
        : Invented.Number(double.Parse(text, CultureInfo.InvariantCulture));
}
