using System.Globalization;
using System.Reflection;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

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

    private static SettingValue.Group Level(string name, params (string Name, double Value)[] settings) => new(
    [
        new("name", new SettingValue.Text(name)),
        .. settings.Select(s => KeyValuePair.Create<string, SettingValue>(s.Name, new SettingValue.Number(s.Value))),
    ]);

    // A depth of so many layers per unit of n and some more, such as 6n+2.
    private static UserDefinitionError? DepthProblem(string family, int depth, int layers, int more)
    {
        int below = depth - (depth - more) % layers;
        return depth == below ? null : new UserDefinitionError("depth", string.Create(CultureInfo.InvariantCulture,
            $"There is no {family} of depth {depth}: the depth is {layers}n+{more}, such as {below} or {below + layers}."));
    }
}
