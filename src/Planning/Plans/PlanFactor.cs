using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>A factor of a plan.</summary>
/// <param name="Name">The setting that is varied.</param>
/// <param name="Levels">Its values in the order of the spec.</param>
public sealed record PlanFactor(string Name, IReadOnlyList<SettingValue> Levels)
{
    /// <summary>The levels as people read them.</summary>
    public IReadOnlyList<string> Labels => [.. Levels.Select(l => l.Label)];
}
