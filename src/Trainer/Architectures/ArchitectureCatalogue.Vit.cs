using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>The vision transformer for small images.</summary>
    /// <remarks>Dosovitskiy et al., section 3.1 and appendix B.1: patches by a convolution, a class token, learned position embeddings,
    /// layers of attention and of two linear layers, each behind a layer norm and with a shortcut around it; layer norm and a linear
    /// classifier of the class token. Dropout stands after the embeddings and after every linear layer but that of queries, keys and
    /// values. The default sizes are for images of 32x32; the paper's are for 224x224.</remarks>
    public static ArchitectureFamily Vit { get; } = new("vit",
        "vision transformer: attention between patches and a class token, with two linear layers and an activation between behind each",
        "Dosovitskiy et al.: An image is worth 16x16 words, ICLR 2021, arXiv 2010.11929", new TensorShape(3, 32, 32),
        (_, classes, settings) =>
        {
            int patch = settings.Integer("patch", 1), width = settings.Integer("width", 1);
            double dropout = settings.Number("dropout");
            var layer = TransformerLayer(width, settings.Integer("heads", 1), settings.Integer("expansion", 1) * width, dropout,
                settings.Flag(ArchitectureSettings.Gated.Name));
            var net = new NetworkBuilder("vit").Conv2d(width, patch, stride: patch).ClassToken().PositionEmbedding()
                .DropoutIfAny(dropout);
            for (int i = 0; i < settings.Integer("depth", 1); i++)
                net.Nested(layer);
            return net.LayerNorm().Token(0).Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.Tokens,
        PublishedInitialization = "Code of the authors: Xavier uniform weights; position embedding normal with deviation 0.02; the "
            + "classifier 0.",
        Settings =
        [
            ArchitectureSettings.Whole("patch", "height and width of a patch", minimum: 1, maximum: 4096, usual: 4),
            ArchitectureSettings.Whole("width", "channels", minimum: 1, maximum: 4096, usual: 192),
            ArchitectureSettings.Whole("depth", "layers, each with attention and two linear layers", minimum: 1, maximum: 4096, usual: 6),
            ArchitectureSettings.Whole("heads", "heads of an attention, which divide the width", minimum: 1, maximum: 4096, usual: 3),
            ArchitectureSettings.Whole("expansion", "hidden units of the linear layers, in widths", minimum: 1, maximum: 4096, usual: 2),
            ArchitectureSettings.Dropout("after the embeddings and each linear layer but that of queries, keys and values"),
            ArchitectureSettings.Gated,
        ],
        Check = settings => settings.Integer("width", 1) % settings.Integer("heads", 1) == 0
            ? null
            : new UserDefinitionError("heads", $"{settings.Integer("heads", 1)} heads cannot share {settings.Integer("width", 1)} "
                + "channels: the number of heads divides the width."),
    };

    private static NetworkDescription TransformerLayer(int width, int heads, int hidden, double dropout, bool gated)
    {
        var layer = new NetworkBuilder("layer");
        int start = layer.Here;
        int attended = layer.LayerNorm().Conv2d(3 * width, 1).Attention(heads).Conv2d(width, 1).DropoutIfAny(dropout).Add(start).Here;
        return layer.LayerNorm().Hidden(hidden, gated).DropoutIfAny(dropout).Conv2d(width, 1).DropoutIfAny(dropout)
            .Add(attended).Build();
    }
}
