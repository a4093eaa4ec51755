using Sweep.Statistics.Omnibus;

namespace Sweep.Analysis.Comparisons;

/// <summary>Are all levels alike? It gates nothing: the pairwise comparisons are adjusted by themselves.</summary>
/// <param name="Levels">The levels of the table, in order.</param>
/// <param name="UnitCount">Rows with at least two levels: pairs of a block, or datasets.</param>
/// <param name="CompleteCount">Rows with all levels.</param>
/// <param name="MeanRanks">Mean rank of each level over complete rows, 1 = best; empty when fewer than two rows are complete.</param>
/// <param name="Friedman">Over complete rows, both corrections by name and the exact p where it can be counted; null when fewer than
/// two.</param>
/// <param name="SkillingsMack">Over all rows, missing cells allowed; null when the levels are not connected.</param>
/// <param name="Quade">Over complete rows; null when fewer than two.</param>
/// <param name="AlignedRanks">Over complete rows; null when fewer than two.</param>
/// <param name="CriticalDifference">Nemenyi's, of mean ranks at alpha; null when fewer than two rows are complete.</param>
/// <param name="Nemenyi">Its adjusted p per pair of levels in the order of the all-pairs comparisons; empty when null above.</param>
public sealed record OmnibusSummary(IReadOnlyList<string> Levels, int UnitCount, int CompleteCount, IReadOnlyList<double> MeanRanks,
    FriedmanResult? Friedman, SkillingsMackResult? SkillingsMack, OmnibusResult? Quade, OmnibusResult? AlignedRanks,
        double? CriticalDifference,
    IReadOnlyList<double> Nemenyi);
