using Sweep.Planning.Plans;
using Sweep.Statistics.Adjustments;

namespace Sweep.Analysis.Comparisons;

/// <summary>The adjustments of the family of overall comparisons: their procedures and their words, each defined once, and which of them
/// is possible where. Comparisons within blocks are adjusted by Holm always.</summary>
public static class FamilyAdjustments
{
    private static readonly Dictionary<AdjustmentMethod, Definition> All = new()
    {
        [AdjustmentMethod.Holm] = new("Holm", "Holm (1979)", (p, _) => Holm.Adjust(p)),
        [AdjustmentMethod.Hommel] = new("Hommel", "Hommel (1988)", (p, _) => Hommel.Adjust(p)),
        [AdjustmentMethod.Shaffer] = new("Shaffer", "Shaffer (1986)", (p, levels) => Shaffer.Adjust(p, levels)),
        [AdjustmentMethod.BergmannHommel] =
            new("Bergmann and Hommel", "Bergmann and Hommel (1988)", (p, levels) => BergmannHommel.Adjust(p, levels)),
        [AdjustmentMethod.MaxT] = new("maxT", "the largest statistic under joint sign flips", (p, _) => Holm.Adjust(p)),
        [AdjustmentMethod.Bonferroni] =
            new("Bonferroni", "Bonferroni's method", (p, _) => [.. p.Select(x => Math.Min(1, p.Length * x))]),
    };

    /// <summary>The sharpest adjustment of p-values alone: Bergmann and Hommel's for all pairs of few levels, Shaffer's for more, Holm's
    /// for comparisons with one baseline.</summary>
    /// <param name="baseline">The baseline; null for all pairs.</param>
    /// <param name="levels">How many levels there are.</param>
    public static AdjustmentMethod ForPValues(string? baseline, int levels) => baseline is not null || levels <= 2 ? AdjustmentMethod.Holm
        : levels > BergmannHommel.MaxLevels ? AdjustmentMethod.Shaffer
        : AdjustmentMethod.BergmannHommel;

    /// <summary>The name for people.</summary>
    public static string Name(this AdjustmentMethod adjustment) => All[adjustment].Name;

    /// <summary>The name in a methods section, with its paper.</summary>
    public static string Citation(this AdjustmentMethod adjustment) => All[adjustment].Citation;

    /// <summary>The adjustment of the comparisons within blocks.</summary>
    /// <param name="options">What was asked.</param>
    public static AdjustmentMethod WithinBlocks(ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Rope > 0 ? AdjustmentMethod.Bonferroni : AdjustmentMethod.Holm;
    }

    /// <summary>The adjustment that is possible for this family.</summary>
    /// <param name="options">What was asked.</param>
    /// <param name="levels">How many levels there are.</param>
    /// <param name="mayFlip">Whether sign flips decide all comparisons of the family that were tested.</param>
    internal static AdjustmentMethod Effective(ComparisonOptions options, int levels, bool mayFlip) => options.Adjustment switch
    {
        AdjustmentMethod.MaxT when mayFlip => AdjustmentMethod.MaxT,
        _ when options.Rope > 0 => AdjustmentMethod.Bonferroni,
        AdjustmentMethod.MaxT => ForPValues(options.Baseline, levels),
        AdjustmentMethod.Shaffer or AdjustmentMethod.BergmannHommel when options.Baseline is not null || levels < 2 =>
            AdjustmentMethod.Holm,
        AdjustmentMethod.BergmannHommel when levels > BergmannHommel.MaxLevels => AdjustmentMethod.Shaffer,
        var wanted => wanted,
    };

    /// <summary>Adjusted p-values in the order given.</summary>
    /// <param name="p">One per comparison; all pairs in the order of <see cref="LevelPairs"/> for the adjustments that need them.</param>
    /// <param name="adjustment">An effective one. Of a single comparison under MaxT, p itself.</param>
    /// <param name="levels">How many levels there are.</param>
    internal static double[] Adjust(double[] p, AdjustmentMethod adjustment, int levels) => All[adjustment].Adjust(p, levels);

    /// <summary>One adjustment.</summary>
    /// <param name="Name">For people.</param>
    /// <param name="Citation">For a methods section.</param>
    /// <param name="Adjust">Adjusted p-values from p-values, and the number of levels that all pairs are made of.</param>
    private sealed record Definition(string Name, string Citation, Func<double[], int, double[]> Adjust);
}
