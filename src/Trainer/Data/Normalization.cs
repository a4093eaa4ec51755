using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Data;

/// <summary>How the bytes of images become the numbers that a network sees.</summary>
public enum Normalization
{
    /// <summary>Byte / 255, in [0,1].</summary>
    None,

    /// <summary>(byte / 255 - mean) / deviation with the dataset's <see cref="PixelStatistics"/>, per channel.</summary>
    Standard,
}

/// <summary>The setting <c>normalization</c>.</summary>
public static class NormalizationSetting
{
    private const string None = "none", Standard = "standard";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } = new("normalization", "how the bytes of images become the network's input",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices =
        [
            new(None, "byte / 255"),
            new(Standard, "(byte / 255 - mean) / deviation, with mean and deviation of the dataset's training pixels per channel"),
        ],
    };

    /// <summary>Reads a level.</summary>
    /// <exception cref="TrialSettingsException">There is no such normalization.</exception>
    public static Normalization Read(string name) => name switch
    {
        None => Normalization.None,
        Standard => Normalization.Standard,
        _ => throw TrialSettingsException.Unknown("normalization", name, [None, Standard]),
    };
}
