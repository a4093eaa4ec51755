using System.Text;

namespace Sweep.Planning.Specs.Reading;

/// <summary>The names that a declared trainer's settings and metrics may have, for those who write specs.</summary>
public static class DeclaredNames
{
    private const int MaxLength = 100;

    /// <summary>A name as a setting can be called: what may not stand in one is '_', and a name that means something else in specs gets one
    /// at its end: "learning_rate", "fold_".</summary>
    /// <param name="name">Any name, such as that of a column.</param>
    public static string ForSetting(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 1);
        foreach (char c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' ? c : '_');
        if (text.Length == 0 || !(char.IsAsciiLetter(text[0]) || text[0] == '_'))
            text.Insert(0, '_');
        string made = text.ToString(0, Math.Min(text.Length, MaxLength));
        return DeclaredSettingReader.IsReserved(made) ? made + "_" : made;
    }

    /// <summary>A name as a metric can be called: blanks and control characters are '_'.</summary>
    /// <param name="name">Any name, such as that of a column.</param>
    public static string ForMetric(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string made = string.Concat(name.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));
        return made[..Math.Min(made.Length, MaxLength)];
    }
}
