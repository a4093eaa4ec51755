namespace Sweep.Planning.Plans;

/// <summary>How the p-values of the overall comparisons are adjusted for their number. All but Hommel and MaxT keep the family-wise
/// error rate whatever their dependence.</summary>
public enum AdjustmentMethod
{
    /// <summary>Holm: for any family.</summary>
    Holm,

    /// <summary>Hommel: sharper, for independent or positively dependent p-values, such as comparisons with one baseline.</summary>
    Hommel,

    /// <summary>Shaffer: all pairs of levels; Holm where a baseline is given.</summary>
    Shaffer,

    /// <summary>Bergmann and Hommel: all pairs of up to <see cref="AdjustmentMethods.MaxBergmannHommelLevels"/> levels, the sharpest of
    /// those that need the p-values alone; Shaffer beyond, Holm where a baseline is given.</summary>
    BergmannHommel,

    /// <summary>The largest statistic under joint sign flips: the default, and the sharpest, since it knows how the comparisons depend on
    /// each other. For paired comparisons without looks that sign flips decide; the sharpest of the others elsewhere.</summary>
    MaxT,

    /// <summary>Bonferroni: in place of the step-wise ones where a region of equivalence is given, since better, worse and equivalent
    /// share one error rate. No spec names it.</summary>
    Bonferroni,
}

/// <summary>Adjustments by the names that specs, command lines and stores use.</summary>
public static class AdjustmentMethods
{
    /// <summary>Beyond so many levels Bergmann and Hommel's sets of hypotheses are too many to go through.</summary>
    public const int MaxBergmannHommelLevels = 12;

    /// <summary>The names.</summary>
    public static SpecNames<AdjustmentMethod> Names { get; } = new(("holm", AdjustmentMethod.Holm), ("hommel", AdjustmentMethod.Hommel),
        ("shaffer", AdjustmentMethod.Shaffer), ("bergmann-hommel", AdjustmentMethod.BergmannHommel), ("max-t", AdjustmentMethod.MaxT));
}
