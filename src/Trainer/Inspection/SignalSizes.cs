using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Inspection;

/// <summary>How large the signal is at each activation in training mode, where batch norms take the batch's statistics.</summary>
public static class SignalSizes
{
    /// <summary>Samples of the batch.</summary>
    public const int BatchSize = 128;

    /// <summary>Mean and standard deviation of what each place activates.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="numbers">Of its network: those it starts with.</param>
    /// <returns>In the order of the places.</returns>
    public static IReadOnlyList<(string Site, double Mean, double Deviation)> Of(InspectedTrial trial, NetworkNumbers numbers)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(numbers);
        var (input, samples) = TrainingBatch.Load(trial);
        var pass = TrainingBatch.Network(trial).Forward(input, samples.Count, numbers.Learned);
        return [.. trial.Sites.Select(site =>
        {
            double[] values = pass.ValuesOf(site.Input);
            double mean = values.Average();
            return (site.Name, mean, Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length));
        })];
    }
}
