using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sweep.Import.Tables;

/// <summary>A JSON object in each line, or one array of them. Objects within are columns of their own, "optimizer.momentum".</summary>
public sealed partial class JsonLinesSource : TableSource
{
    /// <inheritdoc/>
    public override string Name => "jsonl";

    /// <inheritdoc/>
    public override string Description => "JSON lines, or a JSON array of objects";

    /// <summary>Text that begins with an object, or with an array of objects.</summary>
    /// <param name="path">The file.</param>
    public override bool Recognises(string path)
    {
        if (!File.Exists(path))
            return false;
        using var reader = new StreamReader(path, Encoding.UTF8);
        char[] start = new char[4096];
        string text = new string(start, 0, reader.ReadBlock(start, 0, start.Length)).TrimStart();
        return text.StartsWith('{') || (text.StartsWith('[') && text[1..].TrimStart().StartsWith('{'));
    }

    private protected override async Task<TableReading> ReadTableAsync(string path, CancellationToken cancellation) =>
        Parse(Path.GetFileName(path), await File.ReadAllTextAsync(path, cancellation).ConfigureAwait(false), cancellation);

    internal static TableReading Parse(string source, string text, CancellationToken cancellation)
    {
        var mistakes = new MistakeList();
        bool isArray = text.TrimStart().StartsWith('[');
        string word = isArray ? "object" : "line";
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var objects = new List<(int Number, Dictionary<string, object?> Cells)>();
        foreach (var (number, json) in isArray ? Elements(source, text, mistakes) : Lines(text))
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TryParse(json, out var document, out string? problem))
            {
                mistakes.Add(FormattableString.Invariant($"{source}, {word} {number}: this is not JSON: {problem}"));
                continue;
            }
            using (document)
            {
                if (document!.RootElement.ValueKind != JsonValueKind.Object)
                {
                    mistakes.Add(FormattableString.Invariant(
                        $"{source}, {word} {number}: an object is expected, as in {{\"seed\": 0, \"testAccuracy\": 0.91}}."));
                    continue;
                }
                var cells = new Dictionary<string, object?>(StringComparer.Ordinal);
                Flatten(document.RootElement, "", cells);
                foreach (string name in cells.Keys)
                    columns.TryAdd(name, columns.Count);
                objects.Add((number, cells));
            }
        }
        if (objects.Count == 0 && !mistakes.Any)
            mistakes.Add($"{source} is empty.");
        string[] names = [.. columns.Keys];
        return new TableReading(objects.Count == 0 ? null : new Table(source, word, names,
            [.. objects.Select(o => new TableRow(o.Number, [.. names.Select(n => o.Cells.GetValueOrDefault(n))]))]), mistakes.All,
            []);
    }

    private static IEnumerable<(int Number, string Json)> Lines(string text)
    {
        int number = 0;
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                yield return (number, line);
        }
    }

    private static IEnumerable<(int Number, string Json)> Elements(string source, string text, MistakeList mistakes)
    {
        if (!TryParse(text, out var document, out string? problem))
        {
            mistakes.Add($"{source}: this is not JSON: {problem}");
            yield break;
        }
        using (document)
        {
            int number = 0;
            foreach (var element in document!.RootElement.EnumerateArray())
                yield return (++number, element.GetRawText());
        }
    }

    // Python writes NaN and infinities, for which JSON has no words: they are read as texts, which metrics take for the numbers. What is
    // JSON as it stands is not touched: a text may hold the like.
    private static bool TryParse(string json, out JsonDocument? document, out string? problem) =>
        TryParseExactly(json, out document, out problem)
        || (NotFinite().IsMatch(json) && TryParseExactly(NotFinite().Replace(json, "\"$0\""), out document, out problem));

    private static bool TryParseExactly(string json, out JsonDocument? document, out string? problem)
    {
        (document, problem) = (null, null);
        try
        {
            document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException error)
        {
            string position = string.Create(CultureInfo.InvariantCulture, $"LineNumber: {error.LineNumber} | BytePosition");
            problem = error.Message.Split(position)[0].Trim();
            return false;
        }
    }

    private static void Flatten(JsonElement element, string prefix, Dictionary<string, object?> cells)
    {
        foreach (var property in element.EnumerateObject())
        {
            string name = prefix + property.Name;
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object: Flatten(property.Value, name + ".", cells); break;
                case JsonValueKind.Null: cells[name] = null; break;
                case JsonValueKind.Number: cells[name] = property.Value.GetDouble(); break;
                case JsonValueKind.True or JsonValueKind.False: cells[name] = property.Value.GetBoolean(); break;
                case JsonValueKind.String: cells[name] = property.Value.GetString(); break;
                default: cells[name] = property.Value.GetRawText(); break;
            }
        }
    }

    // After a colon, comma or bracket and before a comma or bracket.
    [GeneratedRegex("(?<=[:\\[,]\\s*)(?:NaN|-?Infinity)(?=\\s*[,}\\]])", RegexOptions.CultureInvariant)]
    private static partial Regex NotFinite();
}
