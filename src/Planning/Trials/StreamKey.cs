using System.Globalization;

namespace Sweep.Planning;

/// <summary>What every random stream of a trial is derived from. Two results may be paired if and only if their keys are equal.</summary>
/// <remarks>Derived from the seed and the levels of all factors except those that the plan compares or tunes.</remarks>
/// <param name="Value">64 bits of a content hash.</param>
public readonly record struct StreamKey(ulong Value)
{
    /// <summary>"s1-" and 16 lowercase hexadecimal digits: the form kept in the store.</summary>
    public override string ToString() => "s1-" + Value.ToString("x16", CultureInfo.InvariantCulture);

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
