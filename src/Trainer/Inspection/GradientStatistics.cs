using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Inspection;

/// <summary>Gradients and steps of weights as metrics: for each layer, "conv1.gradientNorm", and for all weights together,
/// "gradientNorm".</summary>
public static class GradientStatistics
{
    /// <summary>Measures a network after an epoch.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="before">Its numbers before the epoch.</param>
    /// <param name="after">Its numbers after the epoch.</param>
    /// <returns>Without gradients where something else than classes is learned.</returns>
    public static IReadOnlyList<KeyValuePair<string, double>> Measure(InspectedTrial trial, NetworkNumbers before, NetworkNumbers after)
    {
        ArgumentNullException.ThrowIfNull(trial);
        string[] layers = [.. GradientNorms.Layers(trial).Select(name => name[..name.LastIndexOf('.')])];
        var updates = GradientNorms.Updates(trial, before, after);
        IReadOnlyList<double> gradients = trial.Dataset.Train.Targets is Targets.Classes ? GradientNorms.Of(trial, after) : [];
        return
        [
            .. gradients.Count > 0 ? [KeyValuePair.Create(RecordedMetrics.GradientNorm, Math.Sqrt(gradients.Sum(g => g * g)))]
                : Array.Empty<KeyValuePair<string, double>>(),
            .. gradients.Zip(layers, (norm, layer) => KeyValuePair.Create($"{layer}.{RecordedMetrics.GradientNorm}", norm)),
            .. updates.Zip(layers, (norm, layer) => KeyValuePair.Create($"{layer}.{RecordedMetrics.UpdateNorm}", norm)),
        ];
    }
}
