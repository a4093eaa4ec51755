using System.Text.Json;
using Sweep.Planning.Trials;

namespace Sweep.Store.Sql;

/// <summary>The flat JSON object of a configuration that filters and views use: "optimizer" is "sgd(momentum=0.9)" and "optimizer.momentum"
/// is "0.9".</summary>
internal static class ConfigurationLabels
{
    public static string Json(Configuration configuration)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(labels, "", configuration.Settings);
        return JsonSerializer.Serialize(labels);
    }

    private static void Add(SortedDictionary<string, string> labels, string prefix, IReadOnlyDictionary<string, SettingValue> settings)
    {
        foreach (var (name, value) in settings)
        {
            labels[prefix + name] = value.Label;
            if (value is SettingValue.Group group)
                Add(labels, prefix + name + ".", group.Settings);
        }
    }
}
