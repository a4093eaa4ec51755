using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Architectures;

public static partial class ArchitectureCatalogue
{
    /// <summary>Linear layers with an activation, and dropout if wanted, after each but the last.</summary>
    public static ArchitectureFamily Mlp { get; } = new("mlp", "multilayer perceptron with any hidden layers",
        "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors, Nature 323 (1986)", new TensorShape(1, 28, 28),
        (_, classes, settings) =>
        {
            var net = new NetworkBuilder("mlp").Flatten();
            foreach (int width in SizeList.Read(settings.Name("hidden"))!)
                net.Linear(width).Activation().DropoutIfAny(settings.Number("dropout"));
            return net.Linear(classes).Build();
        })
    {
        Group = ArchitectureGroup.FullyConnected,
        PublishedInitialization = "Paper: small random weights.",
        Settings =
        [
            new("hidden", "units of the hidden layers, in order", SettingKind.Sizes)
            {
                Minimum = 1, Maximum = 65536, Default = new SettingValue.Text("256-256"),
            },
            ArchitectureSettings.Dropout("after each activation"),
        ],
    };
}
