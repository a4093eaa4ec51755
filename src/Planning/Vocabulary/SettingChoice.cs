namespace Sweep.Planning.Vocabulary;

/// <summary>One of the values of a <see cref="SettingKind.Choice"/> setting, such as the optimizer "sgd" with its momentum.</summary>
/// <param name="Name">As written in a spec.</param>
/// <param name="Description">One line for people.</param>
/// <param name="Settings">The choice's own settings; empty for most. Their defaults are left out of a trial's canonical value, so a default
/// must never change once released, and a setting added later must default to what was done before it existed.</param>
public sealed record SettingChoice(string Name, string Description, IReadOnlyList<SettingDefinition> Settings)
{
    /// <summary>A choice without settings of its own.</summary>
    public SettingChoice(string name, string description)
        : this(name, description, [])
    {
    }
}
