namespace Sweep.Statistics.Comparisons;

/// <summary>What was asked, before data.</summary>
public sealed record ComparisonOptions
{
    /// <summary>The levels in the order to report them, those without observations included; levels not named follow in ordinal order.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>The blocks in the order to report them; blocks not named follow in ordinal order.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];

    /// <summary>The level all others are compared with; null for all pairs.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether a larger value is better.</summary>
    public bool LargerIsBetter { get; init; } = true;

    /// <summary>Family-wise error rate, in (0,0.5).</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Half-width of the region of practical equivalence, in the unit of the metric; 0 for none.</summary>
    public double Rope { get; init; }

    /// <summary>Score of a diverged trial, such as chance accuracy 1/C; the worst value observed takes its place where that is worse or
    /// where this is null.</summary>
    public double? DivergenceFloor { get; init; }

    /// <summary>Whether this comparison was planned before data; otherwise it is exploratory.</summary>
    public bool IsPlanned { get; init; }

    /// <summary>Whether equal pair keys may be used as pairs; false forces unpaired tests.</summary>
    public bool MayPair { get; init; } = true;

    /// <summary>Tuning per level and block; null when nothing is tuned.</summary>
    public TuningOptions? Tuning { get; init; }

    /// <summary>Seed of drawn sign patterns (more than 40 differing pairs): the same report from the same data.</summary>
    public ulong Seed { get; init; } = 20260101;

    internal void Validate()
    {
        if (!(Alpha > 0 && Alpha < 0.5))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, "Alpha lies in (0,0.5).");
        if (!(Rope >= 0 && double.IsFinite(Rope)))
            throw new ArgumentOutOfRangeException(nameof(Rope), Rope, "The region of equivalence has a half-width of at least 0.");
        if (DivergenceFloor is { } floor && !double.IsFinite(floor))
            throw new ArgumentOutOfRangeException(nameof(DivergenceFloor), floor, "The divergence floor is finite.");
    }
}

/// <summary>How tuned levels are chosen.</summary>
/// <param name="SelectionSeeds">Trials of these seeds choose; all others judge.</param>
/// <param name="LargerIsBetter">Whether a larger selection value is better.</param>
public sealed record TuningOptions(IReadOnlySet<int> SelectionSeeds, bool LargerIsBetter);
