using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads scalars: numbers, whole numbers, flags and text, each with the mistake it can contain.</summary>
internal sealed partial class ScalarReader(SpecErrorList errors)
{
    private const double MaxExactInteger = 1L << 53;

    public double? Number(YamlNode node, string path, string expected = "a number")
    {
        if (node is not YamlScalar { IsPlain: true, IsNull: false } scalar)
        {
            string remedy = node is YamlScalar { IsPlain: false } text && NumberPattern().IsMatch(text.Text) ? " Write it without quotes."
                : "";
            errors.Add(path, node.Position, $"Expected {expected}, found {node.Kind}.{remedy}");
            return null;
        }
        if (NonFinitePattern().IsMatch(scalar.Text))
        {
            errors.Add(path, node.Position, $"Expected {expected}, found '{scalar.Text}': only finite numbers can be used.");
            return null;
        }
        if (!NumberPattern().IsMatch(scalar.Text))
        {
            errors.Add(path, node.Position, $"Expected {expected}, found '{scalar.Text}'.");
            return null;
        }
        double value = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsFinite(value))
            return value;
        errors.Add(path, node.Position, $"'{scalar.Text}' is too large: only finite numbers can be used.");
        return null;
    }

    /// <summary>Whether a plain scalar is meant as a number, finite or not.</summary>
    public static bool LooksLikeNumber(string text) => NumberPattern().IsMatch(text) || NonFinitePattern().IsMatch(text);

    public double? WholeNumber(YamlNode node, string path)
    {
        if (Number(node, path, "a whole number") is not { } value)
            return null;
        if (value == Math.Floor(value) && Math.Abs(value) <= MaxExactInteger)
            return value;
        errors.Add(path, node.Position, $"Expected a whole number, found '{((YamlScalar)node).Text}'.");
        return null;
    }

    /// <summary>A whole number between bounds, both allowed.</summary>
    public int? Integer(YamlNode node, string path, int minimum, int maximum)
    {
        if (WholeNumber(node, path) is not { } value)
            return null;
        if (value >= minimum && value <= maximum)
            return (int)value;
        errors.Add(path, node.Position, maximum == int.MaxValue
            ? $"{CanonicalJson.Number(value)} is too small: at least {minimum}."
            : $"{CanonicalJson.Number(value)} is out of range: {minimum} to {maximum}.");
        return null;
    }

    public bool? Flag(YamlNode node, string path)
    {
        if (node is YamlScalar { IsPlain: true } scalar && scalar.Text.ToLowerInvariant() is "true" or "false")
            return ((YamlScalar)node).Text[0] is 't' or 'T';
        errors.Add(path, node.Position, $"Expected true or false, found {node.Kind}.", ["true", "false"], null);
        return null;
    }

    public string? Text(YamlNode node, string path, string expected)
    {
        if (node is YamlScalar { IsNull: false } scalar && scalar.Text.Trim().Length > 0)
            return scalar.Text.Trim();
        errors.Add(path, node.Position, $"Expected {expected}, found {node.Kind}.");
        return null;
    }

    /// <summary>One of some names.</summary>
    public string? OneOf(YamlNode node, string path, string what, IReadOnlyList<string> names)
    {
        if (Text(node, path, $"the name of {what}") is not { } text)
            return null;
        if (names.Contains(text))
            return text;
        errors.Add(path, node.Position, $"'{text}' is not {what}.", names, text);
        return null;
    }

    public YamlMap? Map(YamlNode node, string path, string expected)
    {
        if (node is YamlMap map)
            return map;
        errors.Add(path, node.Position, $"Expected {expected}, found {node.Kind}.");
        return null;
    }

    /// <summary>Reports the keys of a mapping that are not among the known ones.</summary>
    public void RefuseUnknownKeys(YamlMap map, string path, IReadOnlyList<string> known)
    {
        foreach (var entry in map.Entries.Where(e => !known.Contains(e.Key)))
            errors.Add(SpecErrorList.Join(path, entry.Key), entry.KeyPosition, $"There is no key '{entry.Key}' here.", known, entry.Key);
    }

    // The numbers of YAML 1.2's core schema, written as people write them; 1e-3 counts although YAML 1.1 wanted 1.0e-3.
    [GeneratedRegex(@"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^[-+]?\.?(inf|infinity|nan)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex NonFinitePattern();
}
