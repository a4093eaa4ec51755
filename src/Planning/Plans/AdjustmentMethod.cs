namespace Sweep.Planning;

/// <summary>How the p-values of the overall comparisons are adjusted for their number.</summary>
public enum AdjustmentMethod
{
    /// <summary>Holm: for any family.</summary>
    Holm,

    /// <summary>Hommel: sharper, for independent or positively dependent p-values.</summary>
    Hommel,

    /// <summary>Shaffer: all pairs of levels.</summary>
    Shaffer,

    /// <summary>Bergmann and Hommel: all pairs of up to <see cref="AdjustmentMethods.MostBergmannHommelLevels"/> levels, the sharpest of
    /// those that need the p-values alone.</summary>
    BergmannHommel,

    /// <summary>The largest statistic under joint sign flips: the default, and the sharpest.</summary>
    MaxT,
}

/// <summary>Adjustments by the names that specs, command lines and stores use.</summary>
public static class AdjustmentMethods
{
    /// <summary>Beyond so many levels Bergmann and Hommel's sets of hypotheses are too many to go through.</summary>
    public const int MostBergmannHommelLevels = 12;

    private static readonly (string Name, AdjustmentMethod Method)[] All =
    [
        ("holm", AdjustmentMethod.Holm), ("hommel", AdjustmentMethod.Hommel), ("shaffer", AdjustmentMethod.Shaffer),
        ("bergmann-hommel", AdjustmentMethod.BergmannHommel), ("max-t", AdjustmentMethod.MaxT),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(a => a.Name)];

    /// <summary>The name of an adjustment.</summary>
    public static string NameOf(AdjustmentMethod method) => All.First(a => a.Method == method).Name;

    /// <summary>The adjustment of a name; null when there is none.</summary>
    public static AdjustmentMethod? Find(string name) => All.Where(a => a.Name == name).Select(a => (AdjustmentMethod?)a.Method).FirstOrDefault();
}
