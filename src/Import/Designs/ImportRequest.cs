namespace Sweep.Import.Designs;

/// <summary>What the user wants to be made of a study.</summary>
/// <param name="Name">Of the sweep.</param>
/// <param name="Question">Which names mean what.</param>
public sealed record ImportRequest(string Name, ImportQuestion Question)
{
    /// <summary>The level that the others are compared with; null for all pairs.</summary>
    public string? Baseline { get; init; }

    /// <summary>Family-wise error rate; null for the default of specs.</summary>
    public double? Alpha { get; init; }

    /// <summary>Half-width of the region of equivalence, in the unit of the metric; null for none.</summary>
    public double? Rope { get; init; }

    /// <summary>The metrics of which less is better; empty for all of them, null for none but those known to be.</summary>
    public IReadOnlyList<string>? LowerIsBetter { get; init; }
}
