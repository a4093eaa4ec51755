namespace Sweep.Planning.Trials;

/// <summary>How many samples of each class a network predicts to be of which class.</summary>
/// <param name="Cells">By class, then by predicted class; those without samples are left out.</param>
public sealed record ConfusionMatrix(IReadOnlyList<ConfusionCell> Cells);

/// <summary>A cell of a confusion matrix.</summary>
/// <param name="Class">Of the samples, from 0.</param>
/// <param name="Predicted">The class of the network's largest output.</param>
/// <param name="Samples">How many there are, at least 1.</param>
public readonly record struct ConfusionCell(int Class, int Predicted, long Samples);
