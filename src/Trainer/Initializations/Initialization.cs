using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Initializations;

/// <summary>How the learned numbers of a network start: a law with values for its settings. Immutable; equal where the level is.</summary>
/// <remarks>Batch norm starts at scale 1 and shift 0 under all of them, unless <see cref="ZeroGamma"/>.</remarks>
public sealed record Initialization
{
    private const string ZeroGammaKey = "zeroGamma";

    private readonly double[] values;

    private Initialization(SettingValue level, InitializationDefinition definition, double[] values, bool zeroGamma) =>
        (Level, Definition, this.values, ZeroGamma) = (level, definition, values, zeroGamma);

    /// <summary>PyTorch's default, and that of specs.</summary>
    public static Initialization PyTorch { get; } = Read(new SettingValue.Text("pytorch"));

    /// <summary>He et al., by the fan-in.</summary>
    public static Initialization He { get; } = Read(new SettingValue.Text("he"));

    /// <summary>Scaled by the gain of the activation.</summary>
    public static Initialization GainCorrected { get; } = Read(new SettingValue.Text("gain-corrected"));

    /// <summary>What a configuration says.</summary>
    public SettingValue Level { get; }

    /// <summary>The law.</summary>
    public InitializationDefinition Definition { get; }

    /// <summary>Whether the last batch norm of each residual branch starts at scale 0, so that every block starts as its
    /// shortcut.</summary>
    /// <remarks>Goyal et al., arXiv 1706.02677 (2017), section 5.1.</remarks>
    public bool ZeroGamma { get; }

    /// <summary>What specs may name, with the settings that each has.</summary>
    public static IReadOnlyList<SettingChoice> Choices { get; } =
        [.. InitializationCatalogue.All.Select(i => new SettingChoice(i.Name, i.Description, SettingsOf(i)))];

    /// <summary>Reads a level: a name, or { name, ... } with settings.</summary>
    /// <exception cref="TrialSettingsException">An unknown name or setting, or a value out of range.</exception>
    public static Initialization Read(SettingValue level)
    {
        IReadOnlyDictionary<string, SettingValue> given = level switch
        {
            SettingValue.Text text => new Dictionary<string, SettingValue> { ["name"] = text },
            SettingValue.Group group => group.Settings,
            _ => throw new TrialSettingsException($"An initialization is a name or a group with a name, not {level}."),
        };
        string name = new SettingsReader(given, "initialization.").Name("name");
        var definition = InitializationCatalogue.Find(name)
            ?? throw TrialSettingsException.Unknown("initialization", name, InitializationCatalogue.All.Select(i => i.Name));
        var settings = SettingsOf(definition);
        var reader = new SettingsReader(given, "initialization.", settings);
        reader.Allow(["name", .. settings.Select(s => s.Name)]);
        return new Initialization(level, definition, [.. definition.Settings.Select(reader.Number)], reader.Flag(ZeroGammaKey));
    }

    /// <summary>The scale of the law for one tensor.</summary>
    /// <param name="parameter">A weight or a bias.</param>
    /// <param name="activation">What stands in the places of the network.</param>
    public double ScaleOf(ParameterDescription parameter, ActivationDefinition activation)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(activation);
        return Definition.ScaleOf(parameter.FanIn, parameter.FanOut, () => activation.RmsGain(), values);
    }

    /// <summary>Why the start is the same without <see cref="ZeroGamma"/>, with the remedy; null if it is not, or was not asked
    /// for.</summary>
    public string? Problem(ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return !ZeroGamma || network.Parameters.Any(p => p.EndsResidualBranch) ? null
            : $"{ZeroGammaKey} changes nothing in '{network.Name}': it has no residual branch that ends in a batch norm. "
                + $"Leave {ZeroGammaKey} out, or leave this network out by 'exclude'.";
    }

    /// <inheritdoc/>
    public bool Equals(Initialization? other) => other is not null && Level.Equals(other.Level);

    /// <inheritdoc/>
    public override int GetHashCode() => Level.GetHashCode();

    private static IReadOnlyList<SettingDefinition> SettingsOf(InitializationDefinition definition) =>
    [
        .. definition.Settings,
        new(ZeroGammaKey, "the last batch norm of each residual branch starts at scale 0", SettingKind.Flag)
        {
            Default = new SettingValue.Flag(false),
        },
    ];
}
