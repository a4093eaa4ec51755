using System.Globalization;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Tests.Architectures;

/// <summary>Sizes of the families: parameters to the last one, places of activations, multiply-adds as many digits as are given.</summary>
/// <remarks>Counts were computed independently in PyTorch 1.13; many equal those that repositories and papers give.</remarks>
public sealed class ArchitectureSizeTests
{
    [Theory]
    [InlineData("lenet-5", "1x28x28", 61_706, 69_356, 4, ".42")]
    [InlineData("lenet-5", "3x32x32", 62_006, 69_656, 4, ".65")]
    [InlineData("vgg depth=11", "3x32x32", 9_231_114, 9_277_284, 8, "153")]
    [InlineData("vgg depth=13", "3x32x32", 9_416_010, 9_462_180, 10, "228")]
    [InlineData("vgg depth=16", "3x32x32", 14_728_266, 14_774_436, 13, "313")]
    [InlineData("vgg depth=11 head=large", "3x32x32", 28_149_514, 28_518_244, 10, "172")]
    [InlineData("vgg depth=13 head=large", "3x32x32", 28_334_410, 28_703_140, 12, "247")]
    [InlineData("vgg depth=16 head=large", "3x32x32", 33_646_666, 34_015_396, 15, "332")]
    [InlineData("resnet-18", "3x32x32", 11_173_962, 11_220_132, 17, "555")]
    [InlineData("resnet-34", "3x32x32", 21_282_122, 21_328_292, 33, "1159")]
    [InlineData("resnet-50", "3x32x32", 23_520_842, 23_705_252, 49, "1298")]
    [InlineData("resnet depth=20 shortcut=projection", "3x32x32", 272_474, 278_324, 19, "40.8")]
    [InlineData("preact-resnet depth=20", "3x32x32", 269_722, 275_572, 19, "40.6")]
    [InlineData("preact-resnet depth=20 shortcut=projection", "3x32x32", 272_282, 278_132, 19, "40.8")]
    [InlineData("preact-resnet depth=32 shortcut=projection", "3x32x32", 466_714, 472_564, 31, "69.1")]
    [InlineData("preact-resnet depth=56 shortcut=projection", "3x32x32", 855_578, 861_428, 55, "126")]
    [InlineData("preact-resnet-18", "3x32x32", 11_172_170, 11_218_340, 17, "555")]
    [InlineData("wide-resnet depth=16 widthMultiplier=4", "3x32x32", 2_748_890, 2_772_020, 13, "393")]
    [InlineData("wide-resnet depth=28 widthMultiplier=10", "3x32x32", 36_479_194, 36_536_884, 25, "5243")]
    [InlineData("wide-resnet depth=28 widthMultiplier=10 dropout=0.3", "3x32x32", 36_479_194, 36_536_884, 25, "5243")]
    [InlineData("se-resnet-18", "3x32x32", 11_263_042, 11_309_212, 17, "555.5")]
    [InlineData("se-resnet-18 gateActivation=compared", "3x32x32", 11_263_042, 11_309_212, 25, "555.5")]
    [InlineData("densenet-bc depth=100", "3x32x32", 769_162, 800_032, 99, "288")]
    [InlineData("densenet-121", "3x32x32", 6_956_298, 7_048_548, 120, "888")]
    [InlineData("mobilenet-v1", "3x32x32", 3_217_226, 3_309_476, 27, "46.4")]
    [InlineData("mobilenet-v2", "3x32x32", 2_236_682, 2_351_972, 35, "88.0")]
    [InlineData("mobilenet-v2 dropout=0.2", "3x32x32", 2_236_682, 2_351_972, 35, "88.0")]
    [InlineData("googlenet", "3x32x32", 6_166_250, 6_258_500, 64, "1522")]
    [InlineData("squeezenet", "3x32x32", 734_986, 781_156, 25, "52.5")]
    [InlineData("shufflenet-v2", "3x32x32", 1_263_854, 1_356_104, 37, "45.0")]
    [InlineData("convmixer", "3x32x32", 594_186, 617_316, 17, "148")]
    [InlineData("elsa-mlp", "3x32x32", 920_842, 943_972, 3, ".92")]
    [InlineData("mlp hidden=256-256-256", "3x32x32", 920_842, 943_972, 3, ".92")]
    [InlineData("resnet depth=20", "1x32x32", 269_434, 275_284, 19, "40.3")]
    public void A_network_has_the_published_size_for_10_and_100_classes(string level, string input, int parameters, int withHundred,
        int activations, string multiplyAdds)
    {
        var network = Network(level, input, 10);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(withHundred, Network(level, input, 100).ParameterCount);
        Assert.Equal(activations, network.ActivationPlaces.Count());
        CheckMultiplyAdds(multiplyAdds, network);
    }

    [Theory]
    [InlineData("resnet-18 stem=imagenet", 11_689_512, "1.81 G")]
    [InlineData("resnet-34 stem=imagenet", 21_797_672, "3.66 G")]
    [InlineData("resnet-50 stem=imagenet", 25_557_032, "4.09 G")]
    [InlineData("densenet-121 stem=imagenet", 7_978_856, "2.83 G")]
    [InlineData("mobilenet-v1 stem=imagenet", 4_231_976, "569")]
    [InlineData("mobilenet-v2 stem=imagenet dropout=0.2", 3_504_872, "301")]
    [InlineData("shufflenet-v2 stem=imagenet", 2_278_604, "145")]
    [InlineData("squeezenet-1.1", 1_235_496, "349")]
    public void A_network_for_ImageNet_has_the_published_size(string level, int parameters, string multiplyAdds)
    {
        var network = Network(level, "3x224x224", 1000);
        Assert.Equal(parameters, network.ParameterCount);
        CheckMultiplyAdds(multiplyAdds, network);
    }

    [Theory]
    [InlineData("few-shot-cnn-omniglot", "1x28x28", 112_261, 4, "2.66")]
    [InlineData("few-shot-cnn-omniglot width=32", "1x28x28", 28_485, 4, ".69")]
    [InlineData("few-shot-cnn-mini", "3x84x84", 32_901, 4, "27.3")]
    [InlineData("few-shot-cnn-mini width=64", "3x84x84", 121_093, 4, "97.2")]
    public void A_network_for_five_ways_has_the_published_size(string level, string input, int parameters, int activations,
        string multiplyAdds)
    {
        var network = Network(level, input, 5);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(activations, network.ActivationPlaces.Count());
        CheckMultiplyAdds(multiplyAdds, network);
    }

    [Theory]
    [InlineData(6, "none", 4_048, 8_824, "14.6")]
    [InlineData(9, "none", 6_232, 13_360, "22.9")]
    [InlineData(12, "none", 8_416, 17_896, "31.1")]
    [InlineData(6, "widening", 4_048, 8_824, "5.0")]
    [InlineData(9, "widening", 6_232, 13_360, "7.7")]
    [InlineData(12, "widening", 8_416, 17_896, "10.5")]
    [InlineData(6, "drsn", 4_048, 8_824, "1.25")]
    [InlineData(9, "drsn", 6_232, 13_360, "1.94")]
    [InlineData(12, "drsn", 8_416, 17_896, "2.63")]
    public void A_network_for_signals_has_the_published_size_with_relu_and_with_aprelu(int blocks, string strides, int withRelu,
        int withApRelu, string multiplyAdds)
    {
        var network = Network($"resnet-1d blocks={blocks} strides={strides}", "1x1x4096", 8);
        Assert.Equal(withRelu, network.ParameterCount);
        Assert.Equal(2 * blocks + 1, network.ActivationPlaces.Count());
        CheckMultiplyAdds(multiplyAdds, network);
        var aprelu = ActivationCatalogue.Find("aprelu")!;
        Assert.Equal(withApRelu, network.WithActivation(aprelu.At).ParameterCount);
    }

    // Zhao et al., IEEE Transactions on Industrial Informatics 16 (2020), table 1, for signals of 2048.
    [Fact]
    public void The_strides_of_the_shrinkage_networks_are_those_of_their_table() => Assert.Equal(
        ["4x1x512", "4x1x512", "4x1x512", "4x1x512", "8x1x256", "8x1x256", "8x1x256", "8x1x256", "16x1x128", "16x1x128", "16x1x128",
            "16x1x128"],
        Network("resnet-1d blocks=12 strides=drsn", "1x1x2048", 8).Nodes.Where(n => n.Node.Layer is LayerDescription.Add)
            .Select(n => n.Output.ToString()));

    // Shortcuts have no parameters: they subsample and pad with zeros.
    [Theory]
    [InlineData(6, 4_048, "14.6")]
    [InlineData(9, 6_232, "22.9")]
    [InlineData(12, 8_416, "31.1")]
    public void Without_shortcuts_a_network_for_signals_has_the_same_size_and_nothing_is_added(int blocks, int parameters,
        string multiplyAdds)
    {
        var network = Network($"resnet-1d blocks={blocks} strides=none shortcuts=false", "1x1x4096", 8);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(2 * blocks + 1, network.ActivationPlaces.Count());
        CheckMultiplyAdds(multiplyAdds, network);
        Assert.DoesNotContain(network.Nodes, n => n.Node.Layer is LayerDescription.Add or LayerDescription.PadChannels);
    }

    // Rounded to the decimals that are given; millions, or with G thousands of them.
    private static void CheckMultiplyAdds(string expected, ShapedNetwork network)
    {
        string digits = expected.Split(' ')[0];
        int decimals = digits.Split('.') is [_, var behind] ? behind.Length : 0;
        double unit = expected.EndsWith('G') ? 1e9 : 1e6;
        Assert.Equal(double.Parse(digits, CultureInfo.InvariantCulture), Math.Round(network.MultiplyAdds / unit, decimals));
    }

    private static ShapedNetwork Network(string level, string input, int classes)
    {
        int[] sizes = [.. input.Split('x').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
        return Architecture.Read(WrittenLevel.Read(level)).For(new TensorShape(sizes[0], sizes[1], sizes[2]), classes);
    }
}
