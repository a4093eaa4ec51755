using System.Text.RegularExpressions;

namespace Sweep.Client.Page.Comparisons;

/// <summary>What is wrong with a question, told beside the field that it is about.</summary>
/// <param name="Field">The field; null where it is about none.</param>
/// <param name="Text">A sentence in the words of the form.</param>
internal sealed partial record FieldMistake(CompareField? Field, string Text)
{
    /// <summary>The mistakes in a message that has one per line in the words of the command line.</summary>
    public static IReadOnlyList<FieldMistake> Create(string message) =>
        [.. message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(FromLine)];

    private static FieldMistake FromLine(string line)
    {
        var begun = Beginning().Match(line);
        var field = begun.Success ? FindOption(begun.Groups["option"].Value)
            : CompareField.All.FirstOrDefault(f => f.Mistakes is { } beginning && line.StartsWith(beginning, StringComparison.Ordinal))
            ?? (line.Contains("bootstrap draws", StringComparison.Ordinal) ? CompareField.Bootstrap : null)
            ?? (line.Contains("is no level of", StringComparison.Ordinal) ? CompareField.Baseline : null)
            ?? (line.Contains("Name a factor", StringComparison.Ordinal) ? CompareField.Factor : null);
        string text = begun.Success && begun.Groups["value"].Success ? line[(begun.Groups["option"].Length + 1)..] : line;
        return new FieldMistake(field, Option().Replace(text, m => FindOption(m.Value) is { } named ? $"\"{named.Label}\"" : m.Value));
    }

    private static CompareField? FindOption(string option) => CompareField.All.FirstOrDefault(f => f.Option == option);

    // "--metric foo: no such metric.", "--epoch is a whole number, not 'x'."
    [GeneratedRegex(@"^(?<option>--[a-z-]+)(?=[ :])(?<value>(?! is | and )[^:]*:)?", RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"(?<![\w-])--[a-z]+(-[a-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
