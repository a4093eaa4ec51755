using System.Text;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Expansion;

/// <summary>A value that a setting takes in a plan, with what expansion needs of it worked out once.</summary>
internal sealed class Level
{
    public Level(SettingDefinition definition, SettingValue value, string? choice, IReadOnlyDictionary<string, SettingValue> ownSettings)
    {
        (Value, Choice, OwnSettings) = (value, choice, ownSettings);
        Label = value.Label;
        IsOmitted = definition.OmitWhenDefault && value.Equals(definition.Default);
        Setting = KeyValuePair.Create(definition.Name, value);
        Fragment = SettingMap.Fragment(definition.Name, value);
        Utf8Fragment = Encoding.UTF8.GetBytes(Fragment);
    }

    /// <summary>The canonical value.</summary>
    public SettingValue Value { get; }

    public string Label { get; }

    /// <summary>The name of the choice or of the user's formula; null for numbers and flags.</summary>
    public string? Choice { get; }

    /// <summary>The choice's own settings, those left at their defaults included: what conditions look at.</summary>
    public IReadOnlyDictionary<string, SettingValue> OwnSettings { get; }

    /// <summary>Whether configurations leave it out.</summary>
    public bool IsOmitted { get; }

    /// <summary>What stored comparisons call it: configurations do not name what they leave out.</summary>
    public string StoredLabel => IsOmitted ? Configuration.AbsentLabel : Label;

    public KeyValuePair<string, SettingValue> Setting { get; }

    /// <summary>"name":value as it stands in the canonical JSON.</summary>
    public string Fragment { get; }

    public byte[] Utf8Fragment { get; }

    /// <summary>The level that a vocabulary's default stands for; null when there is no default.</summary>
    public static Level? DefaultOf(SettingDefinition definition)
    {
        if (definition.Default is not { } value)
            return null;
        var given = (value as SettingValue.Group)?.Settings;
        string? name = definition.Kind != SettingKind.Choice ? null : given is null ? value.Label : given["name"].Label;
        var choice = definition.Choices.FirstOrDefault(c => c.Name == name);
        var own = new Dictionary<string, SettingValue>();
        foreach (var setting in choice?.Settings ?? [])
        {
            if ((given?.GetValueOrDefault(setting.Name) ?? setting.Default) is { } ownValue)
                own[setting.Name] = ownValue;
        }
        return new Level(definition, value, name, own);
    }
}
