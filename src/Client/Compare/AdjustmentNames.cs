using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>Adjustments as the command line calls them.</summary>
internal static class AdjustmentNames
{
    private static readonly Dictionary<string, FamilyAdjustment> ByName = new()
    {
        ["holm"] = FamilyAdjustment.Holm,
        ["hommel"] = FamilyAdjustment.Hommel,
        ["shaffer"] = FamilyAdjustment.Shaffer,
        ["bergmann-hommel"] = FamilyAdjustment.BergmannHommel,
    };

    /// <summary>"holm, hommel, ...".</summary>
    public static string All => string.Join(", ", ByName.Keys);

    /// <summary>The name of an adjustment.</summary>
    public static string Of(FamilyAdjustment adjustment) => ByName.First(n => n.Value == adjustment).Key;

    /// <summary>The adjustment of a name; null for none.</summary>
    /// <exception cref="UserErrorException">The name is unknown.</exception>
    public static FamilyAdjustment? Read(string? name) => name is null ? null
        : ByName.TryGetValue(name, out var known) ? known
        : throw new UserErrorException($"There is no adjustment '{name}'. Adjustments: {All}.");
}
