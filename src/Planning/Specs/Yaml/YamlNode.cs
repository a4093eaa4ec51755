using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Planning.Errors;

namespace Sweep.Planning.Specs.Yaml;

/// <summary>A value of the document with its place: scalar, list or mapping.</summary>
internal abstract partial class YamlNode(TextPosition position)
{
    public TextPosition Position { get; } = position;

    /// <summary>What it is, for messages: "a list".</summary>
    public abstract string Kind { get; }

    /// <summary>The node at a path such as "layers[3].conv", or the last on the way to it that exists.</summary>
    public YamlNode Deepest(string path)
    {
        var node = this;
        foreach (Match step in Steps().Matches(path))
        {
            var next = step.Groups["index"].Success
                ? (node as YamlList)?.Items.ElementAtOrDefault(int.Parse(step.Groups["index"].Value, CultureInfo.InvariantCulture))
                : (node as YamlMap)?.Find(step.Value)?.Value;
            if (next is null)
                break;
            node = next;
        }
        return node;
    }

    [GeneratedRegex(@"\[(?<index>\d+)\]|[^.\[\]]+", RegexOptions.CultureInvariant)]
    private static partial Regex Steps();
}

/// <summary>A scalar. Quoted and block scalars are always text.</summary>
internal sealed class YamlScalar(string text, bool isPlain, TextPosition position) : YamlNode(position)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Kind => IsNull ? "nothing" : IsPlain ? $"'{Text}'" : $"the text '{Text}'";
}

/// <summary>A sequence.</summary>
internal sealed class YamlList(IReadOnlyList<YamlNode> items, TextPosition position) : YamlNode(position)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

/// <summary>A mapping with its keys in the order of the text, merge keys resolved, each key once.</summary>
internal sealed class YamlMap(IReadOnlyList<YamlEntry> entries, TextPosition position) : YamlNode(position)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string Kind => "a mapping";

    public YamlEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key == key);
}

/// <summary>A key with its value.</summary>
/// <param name="Key">The key's text.</param>
/// <param name="KeyPosition">Where the key stands.</param>
/// <param name="Value">The value.</param>
/// <param name="KeyIndex">Characters of the text before the key.</param>
/// <param name="IsFlow">Whether the mapping stands in braces.</param>
internal sealed record YamlEntry(string Key, TextPosition KeyPosition, YamlNode Value, int KeyIndex, bool IsFlow);
