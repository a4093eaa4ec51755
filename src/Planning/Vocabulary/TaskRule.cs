using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>How a setting says what is learned.</summary>
/// <param name="Setting">Its name: "dataset".</param>
/// <param name="Find">What is learned at a level of it; null where that is unknown.</param>
public sealed record TaskRule(string Setting, Func<SettingValue, TaskKind?> Find);
