using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Planning.Trials;

namespace Sweep.Client.Names;

/// <summary>Levels as people write them, turned into the labels that plans and stores know: 1e-5 and 0.00001 are one number, as within
/// sgd(momentum=9e-1).</summary>
internal static partial class LevelLabel
{
    /// <summary>The label that a text means.</summary>
    public static string Normalize(string text) =>
        Number(text) ?? NumberWithin().Replace(text, match => Number(match.Value) ?? match.Value);

    private static string? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? new SettingValue.Number(number).Label
            : null;

    [GeneratedRegex(@"(?<==)[^=,()]+(?=[,)])", RegexOptions.CultureInvariant)]
    private static partial Regex NumberWithin();
}
