using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

/// <summary>Settings that several families share.</summary>
internal static class ArchitectureSettings
{
    private const string ImageNet = "imagenet";

    /// <summary>How much of the image the first layers keep.</summary>
    public static SettingDefinition Stem { get; } = new("stem", "the first layers and strides", SettingKind.Choice)
    {
        Default = new SettingValue.Text("cifar"),
        Choices = [new("cifar", "for images of about 32x32"), new(ImageNet, "for images of about 224x224")],
    };

    /// <summary>The factor of all widths.</summary>
    public static SettingDefinition WidthMultiplier { get; } = new("widthMultiplier", "factor of all numbers of channels",
        SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Maximum = 16, Default = new SettingValue.Number(1),
    };

    /// <summary>What a shortcut does where the shape changes.</summary>
    public static SettingDefinition Shortcut { get; } = new("shortcut", "shortcuts where the shape changes", SettingKind.Choice)
    {
        Default = new SettingValue.Text("zero"),
        Choices =
        [
            new("zero", "subsample and add channels of zeros (option A of He et al.)"),
            new("projection", "a 1x1 convolution (option B)"),
        ],
    };

    /// <summary>How many channels the first stage has.</summary>
    public static SettingDefinition Width(int usual,
        string description = "channels of the first stage; each later stage has twice as many as the one before") =>
        Whole("width", description, minimum: 1, maximum: 1024, usual);

    /// <summary>The share of elements that become zero while training.</summary>
    public static SettingDefinition Dropout(string where) => new("dropout", $"share of elements zeroed while training, {where}",
        SettingKind.Number)
    {
        Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0),
    };

    /// <summary>A whole number; required without a default.</summary>
    public static SettingDefinition Whole(string name, string description, int minimum, int maximum, int? usual = null) =>
        new(name, description, SettingKind.Integer)
    {
        Minimum = minimum, Maximum = maximum, IsRequired = usual is null,
        Default = usual is { } value ? new SettingValue.Number(value) : null,
    };

    /// <summary>Whether the hidden units of two linear layers are gated.</summary>
    /// <remarks>Shazeer: GLU variants improve transformer, arXiv 2002.05202: act(W x) times V x. With gelu it is GEGLU, with swish SwiGLU,
    /// with relu ReGLU, with sigmoid GLU.</remarks>
    public static SettingDefinition Gated { get; } = new("gated",
        "hidden units are the activation times as many linear ones: GEGLU with gelu, SwiGLU with swish, GLU with sigmoid", SettingKind.Flag)
    {
        Default = new SettingValue.Flag(false),
    };

    /// <summary>Whether the stem is the one for 224x224.</summary>
    public static bool HasImageNetStem(this SettingsReader settings) => settings.Name(Stem.Name) == ImageNet;

    /// <summary>Whether shortcuts have weights.</summary>
    public static bool HasProjections(this SettingsReader settings) => settings.Name(Shortcut.Name) == "projection";

    /// <summary>A number of channels times the width multiplier, rounded down, at least 1.</summary>
    public static int Scaled(this SettingsReader settings, int channels) =>
        (int)Math.Max(1, channels * settings.Number(WidthMultiplier.Name));

    /// <summary>Appends 1x1 convolutions to hidden channels and their activation, times as many linear channels where
    /// <see cref="Gated"/>.</summary>
    public static Networks.NetworkBuilder Hidden(this Networks.NetworkBuilder net, int channels, bool gated)
    {
        if (!gated)
            return net.Conv2d(channels, 1).Activation();
        int both = net.Conv2d(2 * channels, 1).Here, linear = net.SliceChannels(channels, channels).Here;
        return net.From(both).SliceChannels(0, channels).Activation().ScaleByChannel(linear);
    }

    /// <summary>Appends dropout unless its probability is zero.</summary>
    public static Networks.NetworkBuilder DropoutIfAny(this Networks.NetworkBuilder net, double probability) =>
        probability > 0 ? net.Dropout(probability) : net;
}
