using Sweep.Planning.Expansion;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

/// <summary>A network before the dataset is known: a family of the catalogue with its settings, or a network that a user wrote. Equal where
/// the level is.</summary>
/// <param name="Level">What a configuration says: "mnist-conv", { name: resnet, depth: 20 }, { name: mine, layers: [...] }.</param>
/// <param name="Describe">Makes the network for an input and a number of classes, or of output channels per pixel.</param>
public sealed record Architecture(SettingValue Level, Func<TensorShape, int, NetworkDescription> Describe)
{
    /// <summary>An input that it is usual for; null for a user's own network.</summary>
    public TensorShape? Example { get; init; }

    /// <summary>What its usual dataset asks for.</summary>
    public LearningTask UsualTask { get; init; } = new Classification(10);

    /// <summary>Reads a level of a configuration.</summary>
    /// <exception cref="TrialSettingsException">It names no architecture, or its settings or layers are wrong.</exception>
    public static Architecture Read(SettingValue level)
    {
        var (name, settings) = Parts(level);
        if (settings.TryGetValue(UserNetwork.Key, out var layers))
            return UserNetwork.Read(level, name, layers);
        var family = ArchitectureCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("architecture", name, ArchitectureCatalogue.All.Select(a => a.Name));
        return family.Problem(settings) is { } problem
            ? throw new TrialSettingsException(problem.Message)
            : new Architecture(level, (input, classes) => family.Create(input, classes, settings))
            {
                Example = family.Example, UsualTask = family.UsualTask,
            };
    }

    /// <summary>What is wrong with a level that a spec could be read with, such as a depth that its family has not; null if nothing
    /// is.</summary>
    /// <exception cref="TrialSettingsException">The level is none that a spec could be read with.</exception>
    public static UserDefinitionError? Problem(SettingValue level)
    {
        var (name, settings) = Parts(level);
        return settings.ContainsKey(UserNetwork.Key) ? null : ArchitectureCatalogue.Find(name)?.Problem(settings);
    }

    /// <summary>The network for an input and a number of classes.</summary>
    /// <exception cref="NetworkShapeException">The input does not fit, or the output is not one number per class.</exception>
    public ShapedNetwork For(TensorShape input, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        return For(input, new Classification(classes));
    }

    /// <summary>The network for an input and what is to be learned.</summary>
    /// <exception cref="NetworkShapeException">The input does not fit, or the output is not what the task needs: one number per class, or
    /// one per pixel.</exception>
    public ShapedNetwork For(TensorShape input, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var network = ShapedNetwork.Infer(Describe(input, task.OutputChannels), input);
        var needed = task is Segmentation ? input with { Channels = 1 } : TensorShape.Vector(task.OutputChannels);
        if (network.Output == needed)
            return network;
        throw new NetworkShapeException(network.Name, network.Nodes[^1].Node,
            $"is the last and makes {network.Output}, but " + task switch
            {
                Segmentation => $"masks need {needed}: end with conv: {{ channels: 1, kernel: 1 }} at the image's size, or take an "
                    + $"architecture that makes masks, such as {ArchitectureCatalogue.UNet.Name}.",
                Regression { Outputs: 1 } => $"a number to predict needs {needed}: end with linear: classes.",
                Regression { Outputs: var outputs } => $"{outputs} numbers to predict need {needed}: end with linear: classes.",
                _ => $"{task.OutputChannels} classes need {needed}: end with linear: classes"
                    + (network.Output.Plane == 1 ? "." : $", or take a dataset with masks, such as {ShapeMasks.Description.Name}."),
            });
    }

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && Level.Equals(other.Level);

    /// <inheritdoc/>
    public override int GetHashCode() => Level.GetHashCode();

    private static (string Name, IReadOnlyDictionary<string, SettingValue> Settings) Parts(SettingValue level) => level switch
    {
        SettingValue.Text text => (text.Value, new Dictionary<string, SettingValue>()),
        SettingValue.Group group => (new SettingsReader(group.Settings, "architecture.").Name("name"), group.Settings),
        _ => throw new TrialSettingsException($"An architecture is a name or a network, not {level}."),
    };
}
