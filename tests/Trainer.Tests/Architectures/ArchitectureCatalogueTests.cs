using Sweep.Planning.Expansion;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Tests.Architectures;

public sealed class ArchitectureCatalogueTests
{
    private static readonly TensorShape Cifar = new(3, 32, 32), Digits = new(1, 28, 28);

    // He et al., table 6, round these to 0.27, 0.46, 0.85 and 1.7 million. Multiply-adds in millions.
    [Theory]
    [InlineData(20, 269_722, 275_572, 19, 40.6)]
    [InlineData(32, 464_154, 470_004, 31, 68.9)]
    [InlineData(56, 853_018, 858_868, 55, 125)]
    [InlineData(110, 1_727_962, 1_733_812, 109, 253)]
    public void ResNets_of_depth_6n_and_2_have_the_published_sizes(int depth, int parameters, int withHundredClasses, int activations,
        double multiplyAdds)
    {
        var architecture = Architecture.Read(Level("resnet", ("depth", depth)));
        var network = architecture.For(Cifar, 10);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(withHundredClasses, architecture.For(Cifar, 100).ParameterCount);
        Assert.Equal(activations, network.ActivationPlaces.Count());
        Assert.Equal(multiplyAdds, network.MultiplyAdds / 1e6, multiplyAdds < 100 ? 0.05 : 0.5);
        Assert.Equal(depth, network.Nodes.Count(n => n.Node.Layer is LayerDescription.Convolution or LayerDescription.Linear));
    }

    // Counted by hand from the papers' formulas; PyTorch modules of these sizes have as many.
    [Theory]
    [InlineData("mlp-mixer", 1_132_170, 1_143_780, 16, 75.9)]
    [InlineData("vit", 1_806_538, 1_823_908, 6, 116)]
    public void Mixer_and_transformer_have_the_sizes_of_their_formulas(string name, int parameters, int withHundredClasses, int activations,
        double multiplyAdds)
    {
        var architecture = Architecture.Read(Level(name));
        var network = architecture.For(Cifar, 10);
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(withHundredClasses, architecture.For(Cifar, 100).ParameterCount);
        Assert.Equal(activations, network.ActivationPlaces.Count());
        Assert.Equal(multiplyAdds, network.MultiplyAdds / 1e6, multiplyAdds < 100 ? 0.05 : 0.5); // attention's products have no weights
    }

    // 7,763,041 is the count of the published network for 3-channel images (Buda et al. 2019, their code).
    [Theory]
    [InlineData(3, 64, 4, 32, 7_763_041, 18, 754)]
    [InlineData(1, 32, 3, 8, 121_033, 14, 9.0)]
    public void U_Nets_have_the_published_sizes(int channels, int size, int levels, int width, int parameters, int activations,
        double multiplyAdds)
    {
        var network = Architecture.Read(Level("unet", ("levels", levels), ("width", width)))
            .For(new TensorShape(channels, size, size), new Segmentation());
        Assert.Equal(parameters, network.ParameterCount);
        Assert.Equal(activations, network.ActivationPlaces.Count());
        Assert.Equal(multiplyAdds, network.MultiplyAdds / 1e6, multiplyAdds < 100 ? 0.05 : 0.5);
    }

    [Fact]
    public void Dropout_of_a_transformer_stands_behind_the_embeddings_and_the_linear_layers()
    {
        var network = Architecture.Read(Level("vit", ("depth", 2), ("dropout", 0.1))).For(Cifar, 10);
        Assert.Equal(1 + 2 * 3, network.Nodes.Count(n => n.Node.Layer is LayerDescription.Dropout));
    }

    [Fact]
    public void A_resnets_stages_halve_the_image_and_double_the_channels()
    {
        var network = Architecture.Read(Level("resnet", ("depth", 8), ("width", 4))).For(Digits, 10);
        Assert.Equal(["4x28x28", "8x14x14", "16x7x7"], Outputs<LayerDescription.Add>(network));
        Assert.Equal(["8x14x14", "16x7x7"], Outputs<LayerDescription.PadChannels>(network));
    }

    [Fact]
    public void Every_family_has_members_that_fit_their_usual_input()
    {
        Assert.Contains(ArchitectureCatalogue.All, f => f.Name == "resnet");
        Assert.Equal(ArchitectureCatalogue.All.Count, ArchitectureCatalogue.All.Select(f => f.Name).Distinct().Count());
        Assert.All(ArchitectureCatalogue.All, family =>
        {
            Assert.NotEmpty(family.Members);
            Assert.All(family.Members, level => Architecture.Read(level).For(family.Example, family.UsualTask));
            Assert.All(family.Settings, s => Assert.True(s.IsRequired == s.Default is null, $"{s.Name}: a default, or required"));
            Assert.Contains(family.Group, typeof(ArchitectureGroup).GetFields().Select(f => f.GetValue(null)));
            Assert.EndsWith(".", family.PublishedInitialization, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("{ name: resnet, depth: 21 }", 3, 38, "There is no resnet of depth 21: the depth is 6n+2, such as 20 or 26.")]
    [InlineData("{ name: resnet, depth: 2 }", 3, 38, "2 is out of range: depth is at least 8 and at most 2000.")]
    [InlineData("{ name: resnet, deep: 20 }", 3, 31, "'resnet' has no setting 'deep'.")]
    [InlineData("{ name: resnet, width: 8 }", 3, 15, "'resnet' needs the setting 'depth' (layers with weights, 6n+2).")]
    [InlineData("{ name: vit, width: 100 }", 3, 15, "3 heads cannot share 100 channels: the number of heads divides the width.")]
    [InlineData("resnet", 3, 15, "'resnet' needs the setting 'depth' (layers with weights, 6n+2).")]
    [InlineData("{ name: vgg, depth: 12 }", 3, 35, "There is no vgg of depth 12: the depth is 11, 13 or 16.")]
    [InlineData("{ name: densenet-bc, depth: 41 }", 3, 43, "There is no densenet-bc of depth 41: the depth is 6n+4, such as 40 or 46.")]
    [InlineData("{ name: convmixer, kernel: 4 }", 3, 42,
        "The kernel of convmixer is odd, so that the shortcut keeps the size: 3, 5, 7 or more.")]
    [InlineData("{ name: resnet-1d, blocks: 4 }", 3, 42,
        "There is no resnet-1d of 4 blocks: three widths have equally many, so that it is a multiple of 3.")]
    [InlineData("{ name: shufflenet-v2, widthMultiplier: 1.25 }", 3, 55,
        "There is no shufflenet-v2 of width 1.25: it is 0.5, 1, 1.5 or 2.")]
    [InlineData("{ name: mlp, hidden: wide }", 3, 36,
        "Expected whole numbers joined by hyphens, such as 512-256, at least 1 and at most 65536, found 'wide'.")]
    [InlineData("{ name: mlp, hidden: 100000-10 }", 3, 36, "100000 is out of range: hidden is at least 1 and at most 65536.")]
    [InlineData("{ name: lenet-5, activationPlaces: block-first }", 3, 50,
        "'lenet-5' has no blocks: activationPlaces is all, stem or last.")]
    [InlineData("resnot", 3, 15, "There is no architecture 'resnot'.")]
    public void A_wrong_setting_of_a_family_is_refused_at_its_place(string architecture, int line, int column, string message)
    {
        var errors = SpecReader.Read(Spec($"architecture: {architecture}"), ForTraining).Errors;
        Assert.Contains((line, column, message), errors.Select(e => (e.Line, e.Column, e.Message)));
    }

    [Theory]
    [InlineData("mnist", "unet", "makes 10x28x28, but 10 classes need 10x1x1: end with linear: classes, or take a dataset with masks, such "
        + "as shape-masks. The dataset mnist has 10 classes of 1x28x28.", "{ name: unet, levels: 2 }")]
    [InlineData("shape-masks", "vit", "makes 1x1x1, but masks need 1x32x32: end with conv: { channels: 1, kernel: 1 } at the image's size, "
        + "or take an architecture that makes masks, such as unet. The dataset shape-masks has images of 3x32x32 with masks.", "vit")]
    [InlineData("mnist", "unet", "joins unequal heights or widths: 256x2x2, 256x3x3; where one was halved and enlarged again, take images "
        + "whose size can be halved so often, or halve less often. The dataset mnist has 10 classes of 1x28x28.", "unet")]
    public void Classes_and_masks_need_architectures_of_their_own(string dataset, string network, string problem, string architecture)
    {
        var error = Assert.Single(SpecReader.Read(Spec($"architecture: {architecture}").Replace("dataset: mnist", $"dataset: {dataset}"),
            ForTraining).Errors);
        Assert.StartsWith($"{network}: layer ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_layers_are_written_with_hyphens_since_a_list_is_several_levels()
    {
        var reading = SpecReader.Read(Spec("grid: { architecture: [{ name: mlp, hidden: [512, 64 - 0032, 256-256] }] }"), ForTraining);
        Assert.Empty(reading.Errors);
        var levels = reading.Spec!.ToPlan().Trials.Select(t => t.Configuration.Settings["architecture"]);
        Assert.Equal(["mlp", "mlp(hidden=512)", "mlp(hidden=64-32)"], levels.Select(l => l.Label).Order()); // 256-256 is the default
    }

    [Fact]
    public void A_sweep_varies_the_depth()
    {
        const string Levels = "grid: { architecture: [mnist-conv, { name: resnet, depth: [20, 32], width: 16 }] }";
        var reading = SpecReader.Read(Spec(Levels), ForTraining);
        Assert.Empty(reading.Errors);
        var levels = reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).Select(c => c.Settings["architecture"]).ToArray();
        Assert.Equal(["mnist-conv", "resnet(depth=20)", "resnet(depth=32)"], levels.Select(l => l.Label)); // a width of 16 is the default
        Assert.Equal([12_930, 269_434, 463_866], levels.Select(l => Architecture.Read(l).For(Digits, 10).ParameterCount));
    }

    [Theory]
    [InlineData("mnist-conv", 1, 8, "mnist-conv: layer 'conv2' has a kernel of 5x5, larger than its input 10x2x2 with padding 0x0: ")]
    [InlineData("vgg depth=11", 1, 28,
        "vgg: layer 'block5.maxpool1' has a kernel of 2x2, larger than its input 512x1x1 with padding 0x0: ")]
    [InlineData("densenet-121 stem=imagenet", 3, 28,
        "densenet-121: layer 'avgpool3' has a kernel of 2x2, larger than its input 512x1x1 with padding 0x0: ")]
    public void An_input_that_a_network_shrinks_to_nothing_is_refused_before_training(string level, int channels, int size, string problem)
    {
        var small = Assert.Throws<NetworkShapeException>(() =>
            Architecture.Read(WrittenLevel.Read(level)).For(new TensorShape(channels, size, size), 10));
        Assert.Equal($"{problem}make the images larger, pad more, or use a network or stem that shrinks them less.", small.Message);
    }

    [Theory]
    [InlineData("depth", 21, "There is no resnet of depth 21")]
    [InlineData("depth", 20.5, "The setting 'depth' of 'resnet' is 20.5; needed is a whole number, at least 8 and at most 2000.")]
    [InlineData("breadth", 20, "'resnet' has no setting 'breadth'.")]
    public void A_stored_level_that_this_program_does_not_know_says_why(string setting, double value, string message)
    {
        var problem = Assert.Throws<TrialSettingsException>(() => Architecture.Read(Level("resnet", (setting, value))));
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
    }

    private static SpecVocabulary ForTraining => TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };

    private static string Spec(string architecture) =>
        $"name: test\ndataset: mnist\n{architecture}\nactivation: relu\noptimizer: sgd\nlearningRate: 0.1\nseeds: 1";

    private static IEnumerable<string> Outputs<TLayer>(ShapedNetwork network) =>
        network.Nodes.Where(n => n.Node.Layer is TLayer).Select(n => n.Output.ToString());

    private static SettingValue.Group Level(string name, params (string Name, double Value)[] settings) => new(
    [
        new("name", new SettingValue.Text(name)),
        .. settings.Select(s => KeyValuePair.Create<string, SettingValue>(s.Name, new SettingValue.Number(s.Value))),
    ]);
}
