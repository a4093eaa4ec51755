using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>Which metrics a setting allows, as masks are not measured on a dataset of classes.</summary>
/// <param name="Setting">Its name.</param>
/// <param name="Check">Given a metric's name and a level of the setting, returns why the metric is not measured there, or null.</param>
public sealed record MetricRule(string Setting, Func<string, SettingValue, string?> Check);
