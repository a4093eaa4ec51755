using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Settings;

/// <summary>Reads settings of a configuration or of a group; defaults come from the vocabulary.</summary>
public sealed class SettingsReader(IReadOnlyDictionary<string, SettingValue> settings, string within,
    IReadOnlyList<SettingDefinition>? definitions = null)
{
    /// <summary>Reads a level of a choice: a name, or a group with a name and the settings of that choice.</summary>
    /// <param name="level">The level.</param>
    /// <param name="definition">The setting with its choices.</param>
    /// <exception cref="TrialSettingsException">An unknown name or setting.</exception>
    public static (SettingChoice Choice, SettingsReader Settings) OfChoice(SettingValue level, SettingDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(definition);
        var given = level is SettingValue.Group group ? group.Settings : new Dictionary<string, SettingValue> { ["name"] = level };
        string within = definition.Name + ".", name = new SettingsReader(given, within).Name("name");
        var choice = definition.Choices.FirstOrDefault(c => c.Name == name)
            ?? throw TrialSettingsException.Unknown(definition.Name, name, definition.Choices.Select(c => c.Name));
        var reader = new SettingsReader(given, within, choice.Settings);
        reader.Allow(["name", .. choice.Settings.Select(s => s.Name)]);
        return (choice, reader);
    }

    /// <summary>Whether the setting is given.</summary>
    public bool Has(string name) => settings.ContainsKey(name);

    /// <summary>The setting, or its default.</summary>
    public SettingValue Value(string name) => settings.TryGetValue(name, out var value) ? value
        : definitions?.FirstOrDefault(d => d.Name == name)?.Default
            ?? throw new TrialSettingsException($"The setting '{within}{name}' is missing.");

    /// <summary>A name: text, or the "name" of a group without other settings.</summary>
    public string Name(string name) => Value(name) switch
    {
        SettingValue.Text text => text.Value,
        SettingValue.Group { Settings.Count: 1 } group when group.Settings.TryGetValue("name", out var inner)
            && inner is SettingValue.Text text => text.Value,
        var other => throw new TrialSettingsException($"The setting '{within}{name}' is a name, not {other}."),
    };

    /// <summary>A number within bounds.</summary>
    public double Number(string name, double from = double.NegativeInfinity, double above = double.NegativeInfinity,
        double below = double.PositiveInfinity) =>
        Checked(name, Value(name), from, above, below);

    /// <summary>A number within the bounds of its definition.</summary>
    public double Number(SettingDefinition definition)
    {
        double value = Number(definition.Name);
        return definition.Contains(value)
            ? value
            : throw new TrialSettingsException($"The setting '{within}{definition.Name}' is {value}, which is out of range.");
    }

    /// <summary>A whole number of at least <paramref name="from"/>.</summary>
    public int Integer(string name, int from)
    {
        double value = Number(name, from);
        return value == Math.Floor(value) && value <= int.MaxValue
            ? (int)value
            : throw new TrialSettingsException($"The setting '{within}{name}' is a whole number up to {int.MaxValue}, not {value}.");
    }

    /// <summary>A flag, or its default; false without one.</summary>
    public bool Flag(string name) => (Has(name) || definitions?.Any(d => d.Name == name) == true) && (Value(name) is SettingValue.Flag flag
        ? flag.Value
        : throw new TrialSettingsException($"The setting '{within}{name}' is true or false, not {Value(name)}."));

    /// <summary>Refuses settings other than these.</summary>
    public void Allow(params ReadOnlySpan<string> known)
    {
        foreach (string name in settings.Keys)
        {
            if (!known.Contains(name))
                throw TrialSettingsException.Unknown("setting", within + name, known.ToArray());
        }
    }

    private double Checked(string name, SettingValue value, double from, double above, double below)
    {
        if (value is not SettingValue.Number number)
            throw new TrialSettingsException($"The setting '{within}{name}' is a number, not {value}.");
        if (!(number.Value >= from && (double.IsNegativeInfinity(above) || number.Value > above) && number.Value < below))
            throw new TrialSettingsException($"The setting '{within}{name}' is {number.Value}, which is out of range.");
        return number.Value;
    }
}
