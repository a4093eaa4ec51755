using Sweep.Planning.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Planning.Specs.Yaml;

/// <summary>Builds the tree of a document from the parser's events: places kept, anchors and merge keys resolved, double keys
/// reported.</summary>
/// <remarks>The library's own tree stops at the first double key and leaves merge keys alone; its events know every place. The reading
/// ends at
/// the first value beyond a limit: nesting costs stack, and merged keys can make a short text a large tree.</remarks>
internal sealed class YamlTreeBuilder
{
    private const int DeepestNesting = 50; // a spec needs about ten
    private const int MaxValues = 5_000_000; // about 1 GB

    private readonly Parser parser;
    private readonly SpecErrorList errors;
    private readonly Dictionary<AnchorName, YamlNode?> anchors = []; // null while the anchored node is being read
    private int depth, values;

    private YamlTreeBuilder(Scanner scanner, SpecErrorList errors) => (parser, this.errors) = (new Parser(scanner), errors);

    /// <summary>The root of the only document, or null with the reason in <paramref name="errors"/>.</summary>
    public static YamlNode? Build(string yaml, SpecErrorList errors)
    {
        if (FindUnprintable(yaml) is { } found)
        {
            errors.Add("", found.Position,
                $"The character U+{(int)found.Character:X4} may not stand in YAML. Remove it, or write it as an escape in double quotes.");
            return null;
        }
        var scanner = new Scanner(new StringReader(yaml));
        var builder = new YamlTreeBuilder(scanner, errors);
        try
        {
            return builder.ReadDocument();
        }
        catch (LimitException limit)
        {
            errors.Add(limit.Path, limit.Position, limit.Message);
            return null;
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException
            && TabAt(scanner.CurrentPosition, yaml) is not null)
        {
            // The library tells this in several ways, most of them at the beginning of what the line belongs to.
            errors.Add("", TabAt(scanner.CurrentPosition, yaml)!.Value,
                "This is not YAML: there is a tab in the indentation of this line. Indent by spaces.");
            return null;
        }
        catch (YamlException exception)
        {
            // The parser cannot go on after a syntax error, so this is the last mistake that can be reported.
            errors.Add("", PositionOf(exception.Start), $"This is not YAML: {FirstLine(exception)}");
            return null;
        }
        catch (ArgumentException exception)
        {
            // The library's own checks of tags and the like.
            errors.Add("", PositionOf(scanner.CurrentPosition), $"This is not YAML: {FirstLine(exception).Split(" (Parameter")[0]}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // The library's scanner answers some unfinished brackets so instead of with its own exception.
            var reached = builder.parser.Current?.End ?? Mark.Empty;
            errors.Add("", PositionOf(reached),
                "This is not YAML: something after this place is never closed, such as a bracket or a quote.");
            return null;
        }
    }

    // The library reads some of them as the end of the text; a database or a terminal may refuse or obey others.
    private static (char Character, TextPosition Position)? FindUnprintable(string yaml)
    {
        int line = 1, lineStart = 0;
        for (int i = 0; i < yaml.Length; i++)
        {
            char c = yaml[i];
            if (c == '\n')
                (line, lineStart) = (line + 1, i + 1);
            else if (char.IsHighSurrogate(c) && i + 1 < yaml.Length && char.IsLowSurrogate(yaml[i + 1]))
                i++;
            else if (c is not ('\t' or '\r' or '\u0085') && (char.IsControl(c) || char.IsSurrogate(c) || c >= '\uFFFE'))
                return (c, new TextPosition(line, i - lineStart + 1));
        }
        return null;
    }

    private YamlNode? ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            errors.Add("", new TextPosition(1, 1), "The spec is empty. It needs at least name, dataset, grid and seeds.");
            return null;
        }
        var root = ReadNode("");
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
            errors.Add("", PositionOf(second.Start),
                "A spec is one YAML document; a second one begins here. Put it into a file of its own.");
        return root;
    }

    private YamlNode ReadNode(string path)
    {
        var current = parser.Consume<ParsingEvent>();
        var position = PositionOf(current.Start);
        Count(path, position);
        if (current is AnchorAlias alias)
            return Resolve(alias, path, position);

        var anchor = current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        if (!anchor.IsEmpty)
            anchors[anchor] = null;
        if (current is not Scalar && ++depth > DeepestNesting)
            throw new LimitException("", position,
                $"Lists and mappings are nested more than {DeepestNesting} deep here; a spec needs about ten.");
        YamlNode read = current switch
        {
            Scalar scalar => new YamlScalar(scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any, position),
            SequenceStart => ReadList(path, position),
            MappingStart map => ReadMap(path, position, map.Style == MappingStyle.Flow),
            _ => throw new YamlException(current.Start, current.End, $"Unexpected {current.GetType().Name}."),
        };
        if (current is not Scalar)
            depth--;
        if (!anchor.IsEmpty)
            anchors[anchor] = read;
        return read;
    }

    private YamlNode Resolve(AnchorAlias alias, string path, TextPosition position)
    {
        if (anchors.TryGetValue(alias.Value, out var target) && target is not null)
            return target;
        errors.Add(path, position, anchors.ContainsKey(alias.Value)
            ? $"*{alias.Value} stands inside the value that it names, which would contain itself."
            : $"There is no anchor &{alias.Value} before this place.",
                [.. anchors.Where(a => a.Value is not null).Select(a => a.Key.Value)], alias.Value.Value);
        return new YamlScalar("", isPlain: true, position);
    }

    private YamlList ReadList(string path, TextPosition position)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode($"{path}[{items.Count}]"));
        return new YamlList(items, position);
    }

    private YamlMap ReadMap(string path, TextPosition position, bool isFlow)
    {
        var entries = new Dictionary<string, YamlEntry>(StringComparer.Ordinal); // nothing is removed: in the order of the text
        var merged = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            parser.Accept<ParsingEvent>(out var next);
            int index = (int)(next?.Start.Index ?? 0);
            var key = ReadNode(path);
            string name = key is YamlScalar scalar ? scalar.Text : "";
            string valuePath = SpecErrorList.Join(path, name);
            var value = ReadNode(valuePath);
            if (key is not YamlScalar keyScalar)
                errors.Add(path, key.Position, $"A key is a name, not {key.Kind}.");
            else if (name == "<<" && keyScalar.IsPlain)
                Merge(value, path, merged);
            else if (!entries.TryAdd(name, new YamlEntry(name, key.Position, value, index, isFlow)))
                errors.Add(valuePath, key.Position,
                    $"'{name}' is given twice; the first time in line {entries[name].KeyPosition.Line}. Keep one of them.");
        }
        return new YamlMap([.. entries.Values, .. merged.Values.Where(m => !entries.ContainsKey(m.Key))], position);
    }

    /// <summary>Keys of the mapping win over merged ones, earlier merged mappings over later ones.</summary>
    private void Merge(YamlNode source, string path, Dictionary<string, YamlEntry> merged)
    {
        IReadOnlyList<YamlNode> maps = source is YamlList list ? list.Items : [source];
        foreach (var item in maps)
        {
            if (item is not YamlMap map)
            {
                errors.Add(SpecErrorList.Join(path, "<<"), item.Position, $"'<<' merges mappings, not {item.Kind}.");
                continue;
            }
            foreach (var entry in map.Entries)
            {
                Count(path, source.Position); // an alias repeats a mapping in a few letters
                merged.TryAdd(entry.Key, entry);
            }
        }
    }

    private void Count(string path, TextPosition position)
    {
        if (++values > MaxValues)
            throw new LimitException(path, position,
                FormattableString.Invariant($"This is too large for a spec: up to here it has {MaxValues:N0} values. Split the sweep."));
    }

    /// <summary>The tab that indents the line where reading stopped; null when none does.</summary>
    private static TextPosition? TabAt(Mark stopped, string yaml)
    {
        string line = yaml.ReplaceLineEndings("\n").Split('\n').ElementAtOrDefault((int)stopped.Line - 1) ?? "";
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        return tab >= 0 && string.IsNullOrWhiteSpace(line[..tab]) ? new TextPosition((int)stopped.Line, tab + 1) : null;
    }

    private static TextPosition PositionOf(Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static string FirstLine(Exception exception)
    {
        string text = (exception.InnerException ?? exception).Message.ReplaceLineEndings("\n").Split('\n')[0].Trim();
        return text.EndsWith('.') ? text : text + ".";
    }

    private sealed class LimitException(string path, TextPosition position, string message) : Exception(message)
    {
        public string Path { get; } = path;

        public TextPosition Position { get; } = position;
    }
}
