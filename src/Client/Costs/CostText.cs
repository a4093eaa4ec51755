using System.Globalization;

namespace Sweep.Client.Costs;

/// <summary>Large numbers for people: three digits and a unit.</summary>
internal static class CostText
{
    /// <summary>"40.6 M".</summary>
    public static string Count(double count) => Scaled(count, 1000, ["", " k", " M", " G", " T", " P", " E"]);

    /// <summary>"98.1 MB", by powers of a thousand.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, 1000, [" B", " kB", " MB", " GB", " TB", " PB"]);

    /// <summary>"12 s", "3.1 h".</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 90 => Number(seconds, " s"),
        < 5400 => Number(seconds / 60, " min"),
        < 172_800 => Number(seconds / 3600, " h"),
        _ => Number(seconds / 86_400, " days"),
    };

    private static string Scaled(double value, double step, string[] units)
    {
        int unit = 0;
        for (; value >= step && unit < units.Length - 1; unit++)
            value /= step;
        return Number(value, units[unit]);
    }

    private static string Number(double value, string unit) => (value >= 100
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture)) + unit;
}
