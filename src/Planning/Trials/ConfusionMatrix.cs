namespace Sweep.Planning.Trials;

/// <summary>How often a network told samples of each class to be of each class.</summary>
/// <param name="Cells">By class, then by the class told; those without samples are left out.</param>
public sealed record ConfusionMatrix(IReadOnlyList<ConfusionCell> Cells);

/// <summary>A cell of a confusion matrix.</summary>
/// <param name="Class">Of the samples, from 0.</param>
/// <param name="Predicted">The class of the network's largest output.</param>
/// <param name="Samples">How many there are, at least 1.</param>
public readonly record struct ConfusionCell(int Class, int Predicted, long Samples);
