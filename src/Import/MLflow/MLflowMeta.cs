using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sweep.Import.MLflow;

/// <summary>The file meta.yaml of an experiment or run.</summary>
internal static class MLflowMeta
{
    private const int LongestFile = 1 << 20;
    private const int Deepest = 100; // the time of the parser grows with the square of the depth

    /// <summary>Its texts and numbers by name; null where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static IReadOnlyDictionary<string, string>? Read(string folder)
    {
        string file = Path.Combine(folder, "meta.yaml");
        if (!File.Exists(file))
            return null;
        if (new FileInfo(file).Length > LongestFile)
            throw new InvalidDataException($"{file}: more than {LongestFile >> 20} MiB are no meta.yaml of MLflow.");
        try
        {
            using var text = File.OpenText(file);
            return Read(new Parser(text)) is { Count: > 0 } values ? values
                : throw new InvalidDataException($"{file}: the file is empty or damaged.");
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"{file}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
    }

    // By events, not as a tree: a file that nests deeply needs no stack. Null for such a file.
    private static Dictionary<string, string>? Read(Parser parser)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        int depth = 0;
        string? key = null;
        while (parser.MoveNext())
        {
            switch (parser.Current)
            {
                case MappingStart or SequenceStart:
                    depth++;
                    if (depth > Deepest)
                        return null;
                    break;
                case MappingEnd or SequenceEnd:
                    depth--;
                    key = null;
                    break;
                case Scalar scalar when depth == 1 && key is null:
                    key = scalar.Value;
                    break;
                case Scalar scalar when depth == 1:
                    values[key!] = scalar.Value;
                    key = null;
                    break;
            }
        }
        return values;
    }
}
