using Sweep.Planning.Specs.Reading;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Planning.Specs.Yaml;

/// <summary>Builds the tree of a document from the parser's events: places kept, anchors and merge keys resolved, double keys reported.</summary>
/// <remarks>The library's own tree stops at the first double key and leaves merge keys alone; its events know every place.</remarks>
internal sealed class YamlTreeBuilder
{
    private readonly Parser parser;
    private readonly SpecErrorList errors;
    private readonly Dictionary<AnchorName, YamlNode?> anchors = []; // null while the anchored node is being read

    private YamlTreeBuilder(Scanner scanner, SpecErrorList errors) => (parser, this.errors) = (new Parser(scanner), errors);

    /// <summary>The root of the only document, or null with the reason in <paramref name="errors"/>.</summary>
    public static YamlNode? Build(string yaml, SpecErrorList errors)
    {
        var scanner = new Scanner(new StringReader(yaml));
        var builder = new YamlTreeBuilder(scanner, errors);
        try
        {
            return builder.ReadDocument();
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
        catch (InvalidOperationException)
        {
            // The library's scanner answers some unfinished brackets so instead of with its own exception.
            var reached = builder.parser.Current?.End ?? Mark.Empty;
            errors.Add("", PositionOf(reached), "This is not YAML: something after this place is never closed, such as a bracket or a quote.");
            return null;
        }
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
            errors.Add("", PositionOf(second.Start), "A spec is one YAML document; a second one begins here. Put it into a file of its own.");
        return root;
    }

    private YamlNode ReadNode(string path)
    {
        var current = parser.Consume<ParsingEvent>();
        var position = PositionOf(current.Start);
        if (current is AnchorAlias alias)
            return Resolve(alias, path, position);

        var anchor = current is NodeEvent node ? node.Anchor : AnchorName.Empty;
        if (!anchor.IsEmpty)
            anchors[anchor] = null;
        YamlNode read = current switch
        {
            Scalar scalar => new YamlScalar(scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any, position),
            SequenceStart => ReadList(path, position),
            MappingStart => ReadMap(path, position),
            _ => throw new YamlException(current.Start, current.End, $"Unexpected {current.GetType().Name}."),
        };
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
            : $"There is no anchor &{alias.Value} before this place.", [.. anchors.Where(a => a.Value is not null).Select(a => a.Key.Value)], alias.Value.Value);
        return new YamlScalar("", isPlain: true, position);
    }

    private YamlList ReadList(string path, TextPosition position)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode($"{path}[{items.Count}]"));
        return new YamlList(items, position);
    }

    private YamlMap ReadMap(string path, TextPosition position)
    {
        var entries = new List<YamlEntry>();
        var merged = new List<YamlEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(path);
            string name = key is YamlScalar scalar ? scalar.Text : "";
            string valuePath = SpecErrorList.Join(path, name);
            var value = ReadNode(valuePath);
            if (key is not YamlScalar keyScalar)
                errors.Add(path, key.Position, $"A key is a name, not {key.Kind}.");
            else if (name == "<<" && keyScalar.IsPlain)
                Merge(value, path, merged);
            else if (entries.Find(e => e.Key == name) is { } first)
                errors.Add(valuePath, key.Position, $"'{name}' is given twice; the first time in line {first.KeyPosition.Line}. Keep one of them.");
            else
                entries.Add(new YamlEntry(name, key.Position, value));
        }
        entries.AddRange(merged.Where(m => !entries.Exists(e => e.Key == m.Key)));
        return new YamlMap(entries, position);
    }

    /// <summary>Keys of the mapping win over merged ones, earlier merged mappings over later ones.</summary>
    private void Merge(YamlNode source, string path, List<YamlEntry> merged)
    {
        IReadOnlyList<YamlNode> maps = source is YamlList list ? list.Items : [source];
        foreach (var item in maps)
        {
            if (item is YamlMap map)
                merged.AddRange(map.Entries.Where(e => !merged.Exists(m => m.Key == e.Key)));
            else
                errors.Add(SpecErrorList.Join(path, "<<"), item.Position, $"'<<' merges mappings, not {item.Kind}.");
        }
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
}
