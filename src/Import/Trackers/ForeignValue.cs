using System.Text.Json;
using Sweep.Import.Tables;
using Sweep.Planning.Trials;

namespace Sweep.Import.Trackers;

/// <summary>Settings as Python programs write them.</summary>
internal static class ForeignValue
{
    /// <summary>A setting from text: a flag, a finite number, else the text.</summary>
    public static SettingValue Setting(string text) => SettingColumn.Guess(text);

    /// <summary>A setting from JSON; null is Python's "None", and what is neither text, number nor flag stays JSON.</summary>
    public static SettingValue Setting(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new SettingValue.Text(json.GetString()!),
        JsonValueKind.Number when json.TryGetDouble(out double number) && double.IsFinite(number) => new SettingValue.Number(number),
        JsonValueKind.True or JsonValueKind.False => new SettingValue.Flag(json.GetBoolean()),
        JsonValueKind.Null => new SettingValue.Text("None"),
        _ => new SettingValue.Text(json.GetRawText()),
    };
}
