using System.Globalization;
using System.Text.RegularExpressions;

namespace Sweep.Import.Tables;

/// <summary>Numbers as files write them.</summary>
internal static partial class Numbers
{
    /// <summary>The number in a cell, "nan" and "-inf" among them; null when it holds none.</summary>
    public static double? Read(object? cell) => cell switch
    {
        double number => number,
        string text => Parse(text.Trim()),
        _ => null,
    };

    /// <summary>What is wrong with a cell that holds no number.</summary>
    public static string Problem(object cell) => cell is string text && DecimalComma().IsMatch(text.Trim())
        ? $"'{text}' has a decimal comma: write {text.Trim().Replace(',', '.')}, or export with a decimal point."
        : cell is string percent && percent.TrimEnd().EndsWith('%') ? $"'{percent}' is no number: leave the percent sign out."
        : $"'{(cell is bool flag ? (flag ? "true" : "false") : cell)}' is no number. A training without a result has an empty cell.";

    private static double? Parse(string text) => text switch
    {
        "inf" or "+inf" or "Inf" or "+Inf" or "INF" => double.PositiveInfinity,
        "-inf" or "-Inf" or "-INF" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
    };

    [GeneratedRegex("^[-+]?[0-9]+,[0-9]+([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();
}
