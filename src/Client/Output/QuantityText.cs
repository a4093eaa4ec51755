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
    public static string Seconds(double seconds)
    {
        var (size, name) = TimeUnit(seconds);
        return Number(seconds / size, name);
    }

    /// <summary>A time that is not known better: "12 s", "2.5 min", "31 h". Whole seconds, or two digits of a larger unit.</summary>
    public static string About(TimeSpan time)
    {
        var (size, name) = TimeUnit(time.TotalSeconds);
        double value = size > 1 ? time.TotalSeconds / size : Math.Ceiling(time.TotalSeconds);
        return value.ToString(size > 1 && value < 9.95 ? "0.#" : "0", CultureInfo.InvariantCulture) + name;
    }

    /// <summary>The unit that suits a count, and how many things it is: (1e6, "M"). Up to a thousand (1, "").</summary>
    public static (double Size, string Name) CountUnit(double count) => Unit(count, Counts);

    /// <summary>The unit that suits a size, and how many bytes it is: (1e6, "MB").</summary>
    public static (double Size, string Name) BytesUnit(double bytes) => Unit(bytes, Sizes);

    private static (double Size, string Name) TimeUnit(double seconds) => seconds switch
    {
        < 90 => (1, " s"),
        < 5400 => (60, " min"),
        < 172_800 => (3600, " h"),
        _ => (86_400, " days"),
    };

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
