using System.Globalization;

namespace Sweep.Client.Output;

/// <summary>Large numbers for people: three digits and a unit.</summary>
internal static class QuantityText
{
    private const double Step = 1000;
    private static readonly string[] Counts = ["", "k", "M", "G", "T", "P", "E"], Sizes = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>"40.6 M".</summary>
    public static string Count(double count) => Scaled(count, CountUnit(count));

    /// <summary>"98.1 MB", by powers of a thousand.</summary>
    public static string Bytes(double bytes) => Scaled(bytes, BytesUnit(bytes));

    /// <summary>"12 s", "3.1 h".</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 90 => Number(seconds, " s"),
        < 5400 => Number(seconds / 60, " min"),
        < 172_800 => Number(seconds / 3600, " h"),
        _ => Number(seconds / 86_400, " days"),
    };

    /// <summary>The unit that suits a count, and how many things it is: (1e6, "M"). Up to a thousand (1, "").</summary>
    public static (double Size, string Name) CountUnit(double count) => Unit(count, Counts);

    /// <summary>The unit that suits a size, and how many bytes it is: (1e6, "MB").</summary>
    public static (double Size, string Name) BytesUnit(double bytes) => Unit(bytes, Sizes);

    private static (double Size, string Name) Unit(double value, string[] names)
    {
        int unit = 0;
        double size = 1;
        for (; value >= size * Step && unit < names.Length - 1; unit++)
            size *= Step;
        return (size, names[unit]);
    }

    private static string Scaled(double value, (double Size, string Name) unit) =>
        Number(value / unit.Size, unit.Name.Length == 0 ? "" : " " + unit.Name);

    private static string Number(double value, string unit) => (value >= 100
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture)) + unit;
}
