using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Architectures;

/// <summary>Networks of one design, told apart by their settings: the ResNets of every depth, for instance.</summary>
/// <param name="Name">The level in a spec: "resnet".</param>
/// <param name="Description">One line for people.</param>
/// <param name="Citation">Where it comes from.</param>
/// <param name="Example">The input that its parameter counts in lists are for.</param>
/// <param name="Describe">Makes the network for an input, a number of classes (of output channels per pixel, where it makes masks) and
/// settings, defaults included.</param>
public sealed record ArchitectureFamily(string Name, string Description, string Citation, TensorShape Example,
    Func<TensorShape, int, SettingsReader, NetworkDescription> Describe)
{
    private const int AnyClasses = 10; // blocks do not depend on them

    /// <summary>What kind of network it is: one of <see cref="ArchitectureGroup"/>.</summary>
    public required string Group { get; init; }

    /// <summary>How the weights of the publication or its code started, in one sentence.</summary>
    public required string PublishedInitialization { get; init; }

    /// <summary>What its usual dataset asks for: that its sizes in lists are for.</summary>
    public LearningTask UsualTask { get; init; } = new Classification(10);

    /// <summary>What a spec may say beside the name, other than what every family has.</summary>
    public IReadOnlyList<SettingDefinition> Settings { get; init; } = [];

    /// <summary>All that a spec may say beside the name: <see cref="Settings"/>, then where the activation stands.</summary>
    public IReadOnlyList<SettingDefinition> AllSettings => [.. Settings, ActivationPlacement.Setting];

    /// <summary>What is wrong with settings that are each in their range, with the setting's name as its path; null if nothing
    /// is.</summary>
    public Func<SettingsReader, UserDefinitionError?> Check { get; init; } = _ => null;

    /// <summary>The levels of well-known members, for lists and documentation; the bare name by default.</summary>
    public IReadOnlyList<SettingValue> Members { get; init; } = [new SettingValue.Text(Name)];

    /// <summary>What is wrong with the settings of a level; null if nothing is.</summary>
    /// <param name="given">By name; "name" itself may be among them.</param>
    public UserDefinitionError? Problem(IReadOnlyDictionary<string, SettingValue> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        foreach (var (name, value) in given.Where(s => s.Key != "name"))
        {
            if (AllSettings.FirstOrDefault(s => s.Name == name) is not { } setting)
                return new(name, $"'{Name}' has no setting '{name}'.", [.. AllSettings.Select(s => s.Name)], name);
            if (!setting.Allows(value))
                return new(name, $"The setting '{name}' of '{Name}' is {value}; needed is {setting.Expected}.");
        }
        return Settings.FirstOrDefault(s => s.IsRequired && !given.ContainsKey(s.Name)) is { } missing
            ? new("", $"'{Name}' needs the setting '{missing.Name}' ({missing.Description}).")
            : Check(Reader(given)) ?? PlacementProblem(Reader(given));
    }

    /// <summary>The network of settings that have no <see cref="Problem"/>.</summary>
    public NetworkDescription Create(TensorShape input, int classes, IReadOnlyDictionary<string, SettingValue> given) =>
        ActivationPlacement.Apply(Describe(input, classes, Reader(given)), Reader(given).Name(ActivationPlacement.Setting.Name));

    private UserDefinitionError? PlacementProblem(SettingsReader settings) =>
        settings.Has(ActivationPlacement.Setting.Name)
            ? ActivationPlacement.Problem(Describe(Example, AnyClasses, settings), settings.Name(ActivationPlacement.Setting.Name))
            : null;

    private SettingsReader Reader(IReadOnlyDictionary<string, SettingValue> given) => new(given, "architecture.", AllSettings);
}
