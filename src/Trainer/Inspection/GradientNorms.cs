using Sweep.Trainer.Data;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>How strongly the loss pulls at the weights of each layer, and how far they went.</summary>
public static class GradientNorms
{
    /// <summary>The layers that have weights, from the input on: names of their weight tensors.</summary>
    public static IReadOnlyList<string> Layers(InspectedTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return [.. Weights(trial).Select(p => p.Name)];
    }

    /// <summary>Samples of the batch that gradients are computed of.</summary>
    public static int SamplesOf(InspectedTrial trial) => TrainingBatch.Count(trial);

    /// <summary>The Euclidean norm of the gradient of a batch's mean cross-entropy by the weights of each layer, in training
    /// mode.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="numbers">Of its network.</param>
    /// <returns>In the order of <see cref="Layers"/>.</returns>
    /// <exception cref="InvalidOperationException">It learns no classes.</exception>
    public static IReadOnlyList<double> Of(InspectedTrial trial, NetworkNumbers numbers)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(numbers);
        if (trial.Dataset.Train.Targets is not Targets.Classes(var labels))
            throw new InvalidOperationException("The gradient is that of a loss of classes.");
        var (input, samples) = TrainingBatch.Load(trial);
        double[] gradients = new double[numbers.Learned.Length];
        var network = TrainingBatch.Network(trial);
        network.Loss(input, [.. samples.Select(s => (int)labels[s])], numbers.Learned, gradients);
        return [.. Weights(trial).Select(p => Norm(gradients.AsSpan(network.OffsetOf(p.Name), p.Count)))];
    }

    /// <summary>How far the weights of each layer went, as part of their size: |after - before| / |before|, Euclidean norms.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="before">The numbers before.</param>
    /// <param name="after">The numbers after.</param>
    /// <returns>In the order of <see cref="Layers"/>.</returns>
    public static IReadOnlyList<double> Updates(InspectedTrial trial, NetworkNumbers before, NetworkNumbers after)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var network = TrainingBatch.Network(trial);
        double[] change = [.. before.Learned.Zip(after.Learned, (b, a) => a - b)];
        return [.. Weights(trial).Select(p => Norm(change.AsSpan(network.OffsetOf(p.Name), p.Count))
            / Norm(before.Learned.AsSpan(network.OffsetOf(p.Name), p.Count)))];
    }

    private static IEnumerable<ParameterDescription> Weights(InspectedTrial trial) =>
        trial.Network.Parameters.Where(p => p.Role == ParameterRole.Weight);

    private static double Norm(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
            squares += value * value;
        return Math.Sqrt(squares);
    }
}
