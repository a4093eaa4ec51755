using System.Globalization;
using System.Text.RegularExpressions;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Times as specs write them: a number and a unit, "90s", "10m", "1.5h", "2d".</summary>
internal static partial class Duration
{
    private const double MaxSeconds = 365 * 86400.0;

    /// <summary>The time; null where the text is none, or is more than a year.</summary>
    public static TimeSpan? Read(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
            return null;
        double unit = match.Groups["unit"].Value switch { "s" => 1, "m" => 60, "h" => 3600, _ => 86400 };
        double seconds = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit;
        return seconds <= MaxSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?) ?(?<unit>[smhd])$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
