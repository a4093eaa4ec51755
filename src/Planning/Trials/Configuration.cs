using System.Text.Json;

namespace Sweep.Planning;

/// <summary>One combination of levels and protocol settings, without the seed: names and values sorted by name. Immutable.</summary>
/// <remarks>Equality and <see cref="Id"/> follow the canonical JSON: keys sorted by ordinal, shortest round-trip numbers, no white space.</remarks>
public sealed class Configuration : IEquatable<Configuration>
{
    private readonly SortedDictionary<string, SettingValue> settings;

    /// <summary>Makes a configuration from its settings in any order.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Configuration(IEnumerable<KeyValuePair<string, SettingValue>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = new SortedDictionary<string, SettingValue>(StringComparer.Ordinal);
        foreach (var (name, value) in settings)
        {
            if (!this.settings.TryAdd(name, value))
                throw new ArgumentException($"The setting '{name}' occurs twice.", nameof(settings));
        }
        CanonicalJson = new SettingValue.Group(this.settings).ToString();
        Id = new ConfigurationId("c1-" + ContentHash.Hex(CanonicalJson));
    }

    /// <summary>The settings, sorted by name.</summary>
    public IReadOnlyDictionary<string, SettingValue> Settings => settings;

    /// <summary>The canonical JSON that equality, hashes and the store use.</summary>
    public string CanonicalJson { get; }

    /// <summary>The content hash of <see cref="CanonicalJson"/>.</summary>
    public ConfigurationId Id { get; }

    /// <summary>Reads what <see cref="CanonicalJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a JSON object of strings, numbers, booleans and objects of those.</exception>
    public static Configuration Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (SettingValue.From(document.RootElement) is not SettingValue.Group group)
            throw new JsonException("A configuration is a JSON object.");
        return new Configuration(group.Settings);
    }

    /// <inheritdoc/>
    public bool Equals(Configuration? other) => other is not null && CanonicalJson == other.CanonicalJson;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode() => CanonicalJson.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => CanonicalJson;
}
