using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Sweep.Planning.Trials;

/// <summary>A small immutable map from setting names to values, sorted by ordinal. A sorted array: a plan makes a million of
/// them.</summary>
internal sealed class SettingMap : IReadOnlyDictionary<string, SettingValue>
{
    private readonly KeyValuePair<string, SettingValue>[] sorted;

    /// <summary>Takes over an array already sorted by ordinal and free of duplicates.</summary>
    public SettingMap(KeyValuePair<string, SettingValue>[] sorted) => this.sorted = sorted;

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static SettingMap From(IEnumerable<KeyValuePair<string, SettingValue>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var sorted = settings.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Key == sorted[i - 1].Key)
                throw new ArgumentException($"The setting '{sorted[i].Key}' occurs twice.", nameof(settings));
        }
        return new SettingMap(sorted);
    }

    public int Count => sorted.Length;

    public IEnumerable<string> Keys => sorted.Select(s => s.Key);

    public IEnumerable<SettingValue> Values => sorted.Select(s => s.Value);

    public SettingValue this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no setting '{key}'.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out SettingValue value)
    {
        int low = 0, high = sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(sorted[middle].Key, key);
            if (order == 0)
            {
                value = sorted[middle].Value;
                return true;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, SettingValue>> GetEnumerator() => sorted.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The canonical JSON object, the settings that <paramref name="without"/> names left out.</summary>
    public string ToJson(IReadOnlySet<string>? without = null) =>
        "{" + string.Join(",", sorted.Where(s => without is null || !without.Contains(s.Key)).Select(s => Fragment(s.Key, s.Value))) + "}";

    /// <summary>"name":value, the piece of JSON that a setting contributes.</summary>
    public static string Fragment(string name, SettingValue value) => CanonicalJson.Quote(name) + ":" + value;
}
