using System.Globalization;
using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Import;

/// <summary>Values as Python programs write them: "True", "None", "nan", "1e-3".</summary>
internal static class ForeignValue
{
    /// <summary>A setting: a flag, a finite number, else the text as it stands.</summary>
    public static SettingValue Setting(string text) => text switch
    {
        "True" or "true" => new SettingValue.Flag(true),
        "False" or "false" => new SettingValue.Flag(false),
        _ when TryNumber(text, out double number) && double.IsFinite(number) => new SettingValue.Number(number),
        _ => new SettingValue.Text(text),
    };

    /// <summary>A setting from JSON; null is Python's "None", and what is neither text, number nor flag stays JSON.</summary>
    public static SettingValue Setting(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new SettingValue.Text(json.GetString()!),
        JsonValueKind.Number when json.TryGetDouble(out double number) && double.IsFinite(number) => new SettingValue.Number(number),
        JsonValueKind.True or JsonValueKind.False => new SettingValue.Flag(json.GetBoolean()),
        JsonValueKind.Null => new SettingValue.Text("None"),
        _ => new SettingValue.Text(json.GetRawText()),
    };

    /// <summary>A number, NaN and the infinities among them.</summary>
    public static bool TryNumber(string text, out double number)
    {
        (string sign, string rest) = text.Length > 0 && text[0] is '-' or '+' ? (text[..1], text[1..]) : ("", text);
        if (rest.Equals("nan", StringComparison.OrdinalIgnoreCase))
            number = double.NaN;
        else if (rest.Equals("inf", StringComparison.OrdinalIgnoreCase) || rest.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            number = sign == "-" ? double.NegativeInfinity : double.PositiveInfinity;
        else
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        return true;
    }
}
