using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    private static readonly int[] VggDepths = [11, 13, 16];

    /// <summary>Stacks of 3x3 convolutions with max pooling between them.</summary>
    /// <remarks>Table 1 of the paper, columns A, B and D. Each stage is a block. The small head is one linear layer; the other has the
    /// paper's two hidden layers of 4096 units with dropout of 0.5. The input needs 32 rows and columns.</remarks>
    public static ArchitectureFamily Vgg { get; } = new("vgg",
        "five stages of 3x3 convolutions, max pooling after each; one linear layer, or two of 4096 units with dropout 0.5 before it",
        "Simonyan, Zisserman: Very Deep Convolutional Networks, arXiv 1409.1556 (2014)", new TensorShape(3, 32, 32),
        (_, classes, settings) => VggOf(settings, classes))
    {
        Group = ArchitectureGroup.PlainConvolutional,
        PublishedInitialization = "Paper: normal with deviation 0.1, deep networks from a trained shallower one; torchvision: "
            + "convolutions normal with variance 2/fan-out, linear layers N(0, 0.01), biases 0.",
        Settings =
        [
            ArchitectureSettings.Whole("depth", "layers with weights of the large head: 11, 13 or 16", minimum: 11, maximum: 16),
            new("batchNorm", "batch normalisation after each convolution", SettingKind.Flag) { Default = new SettingValue.Flag(true) },
            new("head", "what follows the convolutions", SettingKind.Choice)
            {
                Default = new SettingValue.Text("small"),
                Choices = [new("small", "one linear layer"),
                    new("large", "two hidden layers of 4096 units with dropout 0.5, and one more")],
            },
            ArchitectureSettings.Width(64, "channels of the first stage; the next have 2, 4, 8 and 8 times as many"),
        ],
        Check = settings => VggDepths.Contains(settings.Integer("depth", 1)) ? null
            : new UserDefinitionError("depth", $"There is no vgg of depth {settings.Integer("depth", 1)}: the depth is 11, 13 or 16."),
        Members =
        [
            .. VggDepths.Select(d => Level("vgg", ("depth", d))),
            new SettingValue.Group([.. Level("vgg", ("depth", 16)).Settings, new("head", new SettingValue.Text("large"))]),
        ],
    };

    private static NetworkDescription VggOf(SettingsReader settings, int classes)
    {
        int depth = settings.Integer("depth", 1), width = settings.Integer("width", 1);
        var net = new NetworkBuilder("vgg");
        for (int stage = 0; stage < 5; stage++)
        {
            var block = new NetworkBuilder("stage");
            int convolutions = stage < 2 ? (depth == 11 ? 1 : 2) : depth == 16 ? 3 : 2;
            for (int i = 0; i < convolutions; i++)
            {
                block.Conv2d(width << Math.Min(stage, 3), kernel: 3, padding: 1);
                if (settings.Flag("batchNorm"))
                    block.BatchNorm();
                block.Activation();
            }
            net.Nested(block.MaxPool(2).Build());
        }
        net.Flatten();
        if (settings.Name("head") != "small")
            net.Linear(4096).Activation().Dropout(0.5).Linear(4096).Activation().Dropout(0.5);
        return net.Linear(classes).Build();
    }
}
