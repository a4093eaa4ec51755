using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sweep.Client.Output;

namespace Sweep.Client.CommandLine;

/// <summary>Reads the numbers and choices of all options, so that a wrong one is told in the user's words: "--epoch is a whole number, not
/// 'x'."</summary>
internal static class OptionParsing
{
    /// <summary>Gives every numeric option of a command and its subcommands this reading.</summary>
    public static void ApplyTo(Command command)
    {
        foreach (var option in command.Options)
            Apply(option);
        foreach (var subcommand in command.Subcommands)
            ApplyTo(subcommand);
    }

    /// <summary>A whole number; null when a text is none.</summary>
    public static int? Integer(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    /// <summary>A number; null when a text is none.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static void Apply(Option option)
    {
        switch (option)
        {
            case Option<int?> number:
                number.CustomParser = result => Parse(result, option.Name, Integer, "a whole number");
                break;
            case Option<double?> number:
                number.CustomParser = result => Parse(result, option.Name, Number, "a number such as 0.05");
                break;
            case Option<double> number:
                number.CustomParser = result => Parse(result, option.Name, Number, "a number such as 0.05") ?? 0;
                break;
            case Option<OutputFormat> format:
                format.CustomParser = result => Format(result, option.Name);
                break;
        }
    }

    private static T? Parse<T>(ArgumentResult result, string name, Func<string, T?> read, string what)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        var value = read(text);
        if (value is null)
            result.AddError($"{name} is {what}, not '{text}'.");
        return value;
    }

    private static OutputFormat Format(ArgumentResult result, string name)
    {
        string text = result.Tokens[0].Value;
        if (Enum.GetValues<OutputFormat>().Where(f => string.Equals(f.ToString(), text, StringComparison.OrdinalIgnoreCase))
            .ToArray() is [var format])
            return format;
        result.AddError($"{name} is one of {string.Join(", ", Enum.GetNames<OutputFormat>().Select(n => n.ToLowerInvariant()))}, not "
            + $"'{text}'.");
        return default;
    }
}
