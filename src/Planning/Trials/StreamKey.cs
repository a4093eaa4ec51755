using System.Globalization;

namespace Sweep.Planning.Trials;

/// <summary>What every random stream of a trial is derived from. Two results may be paired if and only if their keys are equal.</summary>
/// <remarks>Derived from the seed and the levels of all factors except those that the plan compares or tunes.</remarks>
/// <param name="Value">64 bits of a content hash.</param>
public readonly record struct StreamKey(ulong Value)
{
    /// <summary>The key of a trial: a hash of its seed and of all its settings except those that pairs may differ in.</summary>
    /// <param name="configuration">The trial's configuration.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="pairedAcross">Names of the settings left out, usually the compared factor and the tuned ones.</param>
    public static StreamKey Derive(Configuration configuration, Seed seed, IReadOnlySet<string> pairedAcross)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(pairedAcross);
        return FromBlock(configuration.JsonWithout(pairedAcross), seed, new HashedText());
    }

    /// <summary>The same from the canonical JSON of the settings that count, with a buffer to reuse. Frozen.</summary>
    internal static StreamKey FromBlock(string blockJson, Seed seed, HashedText buffer) =>
        new(ContentHash.Bits64(buffer.Clear().Append("s1\n"u8).Append(seed).Append("\n"u8).Append(blockJson).Bytes));

    /// <summary>"s1-" and 16 lowercase hexadecimal digits: the form kept in the store.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, stackalloc char[19], $"s1-{Value:x16}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not "s1-" and 16 hexadecimal digits.</exception>
    public static StreamKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 19 || !text.StartsWith("s1-", StringComparison.Ordinal))
            throw new FormatException($"'{text}' is not a stream key: expected s1- and 16 hexadecimal digits.");
        return new StreamKey(ulong.Parse(text.AsSpan(3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
