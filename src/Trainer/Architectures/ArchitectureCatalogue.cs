using System.Reflection;

namespace Sweep.Trainer.Architectures;

/// <summary>The catalogue of architecture families. Each is a static property of this type in a file of its own.</summary>
public static partial class ArchitectureCatalogue
{
    private static Lazy<IReadOnlyList<ArchitectureFamily>> Collected { get; } = new(() =>
    [
        .. typeof(ArchitectureCatalogue).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(ArchitectureFamily)).Select(p => (ArchitectureFamily)p.GetValue(null)!)
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<ArchitectureFamily> All => Collected.Value;

    /// <summary>The family of this name, or null.</summary>
    public static ArchitectureFamily? Find(string name) => All.FirstOrDefault(a => a.Name == name);
}
