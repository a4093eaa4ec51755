using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>How many parameters training gives the activation of a configuration: what papers print beside its name.</summary>
/// <param name="IsLearnable">Whether there is anything to learn.</param>
/// <param name="InNetwork">The parameters of all its places in the configuration's network together; null when this
/// program does not know the network.</param>
public readonly record struct ActivationSize(bool IsLearnable, int? InNetwork)
{
    /// <summary>The size for a configuration; null when it has no activation, or one that this program does not know.</summary>
    /// <param name="configuration">Of a trial; may stem from another version of this program.</param>
    public static ActivationSize? Compute(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (!configuration.Settings.TryGetValue("activation", out var level))
            return null;
        try
        {
            var activation = ActivationLevel.Read(level);
            bool isLearnable = activation.Network is not null || activation.LearnableParameters.Count > 0;
            return new ActivationSize(isLearnable, isLearnable ? InNetworkOf(configuration, activation) : 0);
        }
        catch (TrialSettingsException)
        {
            return null; // an activation of another version: its trials count, its size is not known
        }
    }

    private static int? InNetworkOf(Configuration configuration, ActivationDefinition activation)
    {
        if (!configuration.Settings.TryGetValue("architecture", out var level))
            return null;
        var dataset = PhaseDatasets.Last(configuration.Settings);
        try
        {
            var architecture = Architecture.Read(level);
            if ((dataset is null ? architecture.Example
                : new TensorShape(dataset.Channels, dataset.Height, dataset.Width)) is not { } input)
                return null;
            var placement = configuration.Settings.TryGetValue("placement", out var where) ? Placement.Read(where) : Placement.Everywhere;
            var shape = placement.Apply(architecture.For(input, dataset?.Task ?? architecture.UsualTask));
            return shape.WithActivation(activation.At).ParameterCount - shape.ParameterCount;
        }
        catch (Exception e) when (e is NetworkShapeException or TrialSettingsException)
        {
            return null; // nothing that this program could train
        }
    }
}
