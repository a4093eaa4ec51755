using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Sweep.Planning.Trials;

namespace Sweep.Import.Trackers;

/// <summary>How the names of trainings say their settings: text with the settings' names in braces, such as
/// <c>{activation}-lr{learningRate}-seed{seed}</c>. <c>{_}</c> stands for anything that is no setting.</summary>
/// <remarks>A setting is as short as the rest of the pattern allows, has at least one character, and no slash in it.</remarks>
public sealed partial class RunNamePattern
{
    private readonly Regex expression;
    private readonly IReadOnlyList<string> settings;

    private RunNamePattern(string text, Regex expression, IReadOnlyList<string> settings) =>
        (Text, this.expression, this.settings) = (text, expression, settings);

    /// <summary>As the user wrote it.</summary>
    public string Text { get; }

    /// <summary>How many folders it describes.</summary>
    public int Depth => 1 + Text.Count(c => c == '/');

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="mistake">What is wrong with it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RunNamePattern? pattern, [NotNullWhen(false)] out string? mistake)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        var names = Setting().Matches(text).Select(match => match.Groups[1].Value).ToArray();
        var settings = names.Where(name => name != "_").ToArray();
        string rest = Setting().Replace(text, "");
        mistake = rest.AsSpan().ContainsAny('{', '}') ? "a brace stands alone; a setting's name is written {name}."
            : settings.Length == 0 ? "it names no setting; write their names in braces, such as {activation}-seed{seed}."
            : settings.Distinct().Count() < settings.Length ? "it names a setting twice."
            : null;
        if (mistake is not null)
        {
            mistake = $"--run-name {text}: {mistake}";
            return false;
        }
        var expression = new StringBuilder("^");
        int at = 0;
        foreach (Match match in Setting().Matches(text))
        {
            expression.Append(Regex.Escape(text[at..match.Index])).Append(match.Groups[1].Value == "_" ? "[^/]+?" : "([^/]+?)");
            at = match.Index + match.Length;
        }
        expression.Append(Regex.Escape(text[at..])).Append('$');
        pattern = new RunNamePattern(text, new Regex(expression.ToString(), RegexOptions.NonBacktracking), settings);
        return true;
    }

    /// <summary>The settings that a name says; null where it does not fit.</summary>
    public IReadOnlyDictionary<string, SettingValue>? Match(string name)
    {
        var match = expression.Match(name);
        return match.Success
            ? settings.Select((setting, i) => (setting, ForeignValue.Setting(match.Groups[i + 1].Value)))
                .ToDictionary(pair => pair.setting, pair => pair.Item2)
            : null;
    }

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Setting();
}
