namespace Sweep.Planning.Vocabulary;

/// <summary>What values a setting takes.</summary>
public enum SettingKind
{
    /// <summary>One of <see cref="SettingDefinition.Choices"/>, by name.</summary>
    Choice,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>Whole numbers in order, "512-256": see <see cref="SizeList"/>.</summary>
    Sizes,

    /// <summary>A fold of a cross-validation, "3/10": see <see cref="Trials.Fold"/>.</summary>
    Fold,

    /// <summary>Any text, also an empty one.</summary>
    Text,
}
