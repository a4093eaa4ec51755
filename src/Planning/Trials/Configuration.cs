using System.Text.Json;

namespace Sweep.Planning.Trials;

/// <summary>One combination of levels and protocol settings, without the seed: names and values sorted by name. Immutable.</summary>
/// <remarks>Equality and <see cref="Id"/> follow the canonical JSON: keys sorted by ordinal, shortest round-trip numbers, no white
/// space.</remarks>
public sealed class Configuration : IEquatable<Configuration>
{
    /// <summary>The stored label of a setting that a configuration leaves out; people read the default's where there is
    /// one.</summary>
    public const string AbsentLabel = "-";

    private readonly SettingMap settings;
    private ConfigurationId id;

    /// <summary>Makes a configuration from its settings in any order.</summary>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public Configuration(IEnumerable<KeyValuePair<string, SettingValue>> settings)
    {
        this.settings = SettingMap.From(settings);
        CanonicalJson = this.settings.ToJson();
    }

    /// <summary>For plans, which assemble the text from pieces: <paramref name="canonicalJson"/> must be what the settings would
    /// give.</summary>
    internal Configuration(SettingMap settings, string canonicalJson) => (this.settings, CanonicalJson) = (settings, canonicalJson);

    /// <summary>The settings, sorted by name.</summary>
    public IReadOnlyDictionary<string, SettingValue> Settings => settings;

    /// <summary>The canonical JSON that equality, hashes and the store use.</summary>
    public string CanonicalJson { get; }

    /// <summary>The content hash of <see cref="CanonicalJson"/>, computed when first asked for.</summary>
    public ConfigurationId Id
    {
        get
        {
            // Two threads may both compute it: the reference written is atomic and the text the same.
            if (id.Value is null)
                id = new ConfigurationId(ContentHash.Id("c1-", CanonicalJson));
            return id;
        }
    }

    /// <summary>The canonical JSON without some settings: what the stream key is derived from.</summary>
    internal string JsonWithout(IReadOnlySet<string> names) => settings.ToJson(names);

    /// <summary>Reads what <see cref="CanonicalJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a JSON object of strings, numbers, booleans and objects of those.</exception>
    public static Configuration Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("A configuration is a JSON object.");
        var settings = SettingMap.From(document.RootElement.EnumerateObject()
            .Select(p => KeyValuePair.Create(p.Name, SettingValue.From(p.Value))));
        return new Configuration(settings, json);
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
