using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>MLP-Mixer for small images.</summary>
    /// <remarks>Tolstikhin et al., section 2: patches by a convolution, then in turn what mixes tokens and what mixes channels, each behind
    /// a layer norm and with a shortcut around it; layer norm, mean over the tokens, linear classifier. The default sizes are for images
    /// of 32x32; the paper's are for 224x224.</remarks>
    public static ArchitectureFamily MlpMixer { get; } = new("mlp-mixer",
        "patches whose tokens and channels are mixed in turn, each by two linear layers with an activation between",
        "Tolstikhin et al.: MLP-Mixer: an all-MLP architecture for vision, NeurIPS 2021, arXiv 2105.01601", new TensorShape(3, 32, 32),
        (input, classes, settings) =>
        {
            int patch = settings.Integer("patch", 1), width = settings.Integer("width", 1);
            var layer = MixerLayer(width, input.Height / patch * (input.Width / patch), settings.Integer("tokenHidden", 1),
                settings.Integer("channelHidden", 1), settings.Flag(ArchitectureSettings.Gated.Name));
            var net = new NetworkBuilder("mlp-mixer").Conv2d(width, patch, stride: patch).Tokens();
            for (int i = 0; i < settings.Integer("depth", 1); i++)
                net.Nested(layer);
            return net.LayerNorm().GlobalAveragePool().Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Tokens,
        PublishedInitialization = "Code of the authors: Flax's default, weights truncated normal with variance 1/fan-in and biases 0; "
            + "the classifier 0.",
        Settings =
        [
            ArchitectureSettings.Whole("patch", "height and width of a patch", minimum: 1, maximum: 4096, usual: 4),
            ArchitectureSettings.Whole("width", "channels", minimum: 1, maximum: 4096, usual: 128),
            ArchitectureSettings.Whole("depth", "layers, each of which mixes tokens, then channels", minimum: 1, maximum: 4096, usual: 8),
            ArchitectureSettings.Whole("tokenHidden", "hidden units of what mixes tokens", minimum: 1, maximum: 4096, usual: 64),
            ArchitectureSettings.Whole("channelHidden", "hidden units of what mixes channels", minimum: 1, maximum: 4096, usual: 512),
            ArchitectureSettings.Gated,
        ],
    };

    private static NetworkDescription MixerLayer(int width, int tokens, int tokenHidden, int channelHidden, bool gated)
    {
        var layer = new NetworkBuilder("layer");
        int start = layer.Here;
        int mixed = layer.LayerNorm().Transpose().Hidden(tokenHidden, gated).Conv2d(tokens, 1).Transpose().Add(start).Here;
        return layer.LayerNorm().Hidden(channelHidden, gated).Conv2d(width, 1).Add(mixed).Build();
    }
}
