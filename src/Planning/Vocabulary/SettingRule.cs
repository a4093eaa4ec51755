using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>What some settings can only be judged together by, such as a number of images by the dataset that has them.</summary>
/// <param name="Settings">Their names. A mistake is told at the first that the spec gives.</param>
/// <param name="Check">Given the values that a combination has of them, returns what is wrong, or null. A path leads on from the level of
/// the first setting: "depth", "layers[3].conv".</param>
public sealed record SettingRule(IReadOnlyList<string> Settings,
    Func<IReadOnlyDictionary<string, SettingValue>, UserDefinitionError?> Check)
{
    /// <summary>A rule whose mistakes concern levels as a whole.</summary>
    public SettingRule(IReadOnlyList<string> settings, Func<IReadOnlyDictionary<string, SettingValue>, string?> check)
        : this(settings, values => check(values) is { } problem ? new UserDefinitionError("", problem) : null)
    {
    }
}
