using Sweep.Planning;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>How many parameters training gives the activation of a configuration: what papers print beside its name.</summary>
/// <param name="PerPlace">Learnable parameters where the activation stands once: per layer or per channel. 0 for a fixed activation.</param>
/// <param name="InNetwork">Those of all its places in the configuration's network together; null when this program does not know the network.</param>
public readonly record struct ActivationSize(int PerPlace, int? InNetwork)
{
    private const int AnyClasses = 10; // activations stand before the classifier

    /// <summary>Whether there is anything to learn.</summary>
    public bool IsLearnable => PerPlace > 0;

    /// <summary>The size for a configuration; null when it has no activation, or one that this program does not know.</summary>
    /// <param name="configuration">Of a trial; may stem from another version of this program.</param>
    public static ActivationSize? Of(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!configuration.Settings.TryGetValue("activation", out var level))
            return null;
        try
        {
            var activation = ActivationLevel.Read(level);
            int perPlace = activation.LearnableParameters.Count;
            return new ActivationSize(perPlace, perPlace == 0 ? 0 : InNetworkOf(configuration, perPlace, activation.Scope));
        }
        catch (TrialSettingsException)
        {
            return null; // an activation of another version: its trials count, its size is not known
        }
    }

    private static int? InNetworkOf(Configuration configuration, int perPlace, ActivationScope scope)
    {
        if (Name(configuration, "architecture") is not { } name || ArchitectureCatalogue.Find(name) is not { } architecture)
            return null;
        var dataset = Name(configuration, "dataset") is { } called ? DatasetCatalogue.Find(called) : null;
        var input = dataset is null ? architecture.Example : new TensorShape(dataset.Channels, dataset.Height, dataset.Width);
        try
        {
            return architecture.For(input, dataset?.Task.OutputCount ?? AnyClasses).Nodes
                .Where(n => n.Node.Layer is LayerDescription.Activation)
                .Sum(n => perPlace * (scope == ActivationScope.PerChannel ? n.Output.Channels : 1));
        }
        catch (NetworkShapeException)
        {
            return null; // nothing that this program could train
        }
    }

    private static string? Name(Configuration configuration, string setting) => configuration.Settings.GetValueOrDefault(setting) switch
    {
        SettingValue.Text text => text.Value,
        SettingValue.Group group => group.Settings.GetValueOrDefault("name")?.Label,
        _ => null,
    };
}
