using Sweep.Planning.Trials;

namespace Sweep.Planning.Trainers;

/// <summary>The metrics that a sweep's trials may have: those that its spec declares, else those of the catalogue.</summary>
/// <param name="Declared">By the spec, in its order; empty where the catalogue's trainers train.</param>
public sealed record MetricTable(IReadOnlyList<MetricDefinition> Declared)
{
    /// <summary>The catalogue's.</summary>
    public static MetricTable Catalogue { get; } = new([]);

    /// <summary>The names that a comparison may use.</summary>
    public IReadOnlyList<string> Names => Declared.Count > 0 ? [.. Declared.Select(m => m.Name)] : MetricCatalogue.Names;

    /// <summary>The definition of a metric; what is neither declared nor in the catalogue has no unit and no bounds, and less of it is
    /// better.</summary>
    public MetricDefinition Find(string name) => Declared.FirstOrDefault(m => m.Name == name) ?? MetricCatalogue.Find(name);
}
