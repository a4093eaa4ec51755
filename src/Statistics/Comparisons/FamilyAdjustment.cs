using Sweep.Statistics.Adjustments;

namespace Sweep.Statistics.Comparisons;

/// <summary>How the p-values of the overall comparisons are adjusted for their number. All but Hommel and MaxT keep the family-wise error
/// rate
/// whatever their dependence; comparisons within blocks are adjusted by Holm always.</summary>
public enum FamilyAdjustment
{
    /// <summary>Holm: for any family.</summary>
    Holm,

    /// <summary>Hommel: sharper, for independent or positively dependent p-values, such as comparisons with one baseline.</summary>
    Hommel,

    /// <summary>Shaffer: all pairs of levels; Holm where a baseline is given.</summary>
    Shaffer,

    /// <summary>Bergmann and Hommel: all pairs of up to 12 levels, the sharpest; Shaffer beyond, Holm where a baseline is given.</summary>
    BergmannHommel,

    /// <summary>The largest statistic under joint sign flips: knows how the comparisons depend on each other, so that as many pairs suffice
    /// as for one of them.
    /// For paired comparisons without looks that sign flips decide; the sharpest of the others elsewhere.</summary>
    MaxT,

    /// <summary>Bonferroni: in place of the step-wise ones where a region of equivalence is given, since better, worse and equivalent share
    /// one error rate. Never planned by name.</summary>
    Bonferroni,
}

/// <summary>Chooses and applies an adjustment of the family of overall comparisons.</summary>
public static class FamilyAdjustments
{
    /// <summary>The sharpest adjustment of p-values alone: Bergmann and Hommel's for all pairs of few levels, Shaffer's for more, Holm's
    /// for
    /// comparisons with one baseline.</summary>
    /// <param name="baseline">The baseline; null for all pairs.</param>
    /// <param name="levels">How many levels there are.</param>
    public static FamilyAdjustment OfPValues(string? baseline, int levels) => baseline is not null || levels <= 2 ? FamilyAdjustment.Holm
        : levels > Adjustments.BergmannHommel.MostLevels ? FamilyAdjustment.Shaffer
        : FamilyAdjustment.BergmannHommel;

    /// <summary>The name for people.</summary>
    public static string Name(this FamilyAdjustment adjustment) =>
        adjustment switch
        {
            FamilyAdjustment.BergmannHommel => "Bergmann and Hommel",
            FamilyAdjustment.MaxT => "maxT",
            _ => adjustment.ToString(),
        };

    /// <summary>The adjustment that is possible for this family.</summary>
    /// <param name="options">What was asked.</param>
    /// <param name="levels">How many levels there are.</param>
    /// <param name="mayFlip">Whether sign flips decide all comparisons of the family that were tested.</param>
    internal static FamilyAdjustment Effective(ComparisonOptions options, int levels, bool mayFlip) => options.Adjustment switch
    {
        FamilyAdjustment.MaxT when mayFlip => FamilyAdjustment.MaxT,
        _ when options.Rope > 0 => FamilyAdjustment.Bonferroni,
        FamilyAdjustment.MaxT => OfPValues(options.Baseline, levels),
        FamilyAdjustment.Shaffer or FamilyAdjustment.BergmannHommel when options.Baseline is not null || levels < 2 => FamilyAdjustment.Holm,
        FamilyAdjustment.BergmannHommel when levels > Adjustments.BergmannHommel.MostLevels => FamilyAdjustment.Shaffer,
        var wanted => wanted,
    };

    /// <summary>The adjustment of the comparisons within blocks.</summary>
    /// <param name="options">What was asked.</param>
    public static FamilyAdjustment WithinBlocks(ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Rope > 0 ? FamilyAdjustment.Bonferroni : FamilyAdjustment.Holm;
    }

    /// <summary>Adjusted p-values in the order given.</summary>
    /// <param name="p">One per comparison; all pairs in the order of <see cref="LevelPairs"/> for the adjustments that need them.</param>
    /// <param name="adjustment">An effective one.</param>
    /// <param name="levels">How many levels there are.</param>
    internal static double[] Adjust(double[] p, FamilyAdjustment adjustment, int levels) => adjustment switch
    {
        FamilyAdjustment.Hommel => Hommel.Adjust(p),
        FamilyAdjustment.Bonferroni => [.. p.Select(x => Math.Min(1, p.Length * x))],
        FamilyAdjustment.Shaffer => Shaffer.Adjust(p, levels),
        FamilyAdjustment.BergmannHommel => Adjustments.BergmannHommel.Adjust(p, levels),
        _ => Holm.Adjust(p),
    };
}
