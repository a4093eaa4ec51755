using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Inspection;

/// <summary>One batch of training samples, the same for all epochs and for all trials of a dataset, not augmented.</summary>
internal static class TrainingBatch
{
    private const double Budget = 4e9;

    /// <summary>Spread evenly over the samples that do not judge the trial.</summary>
    /// <returns>(samples, channels, rows, columns), and the samples' numbers.</returns>
    public static (double[] Input, IReadOnlyList<int> Samples) Load(InspectedTrial trial)
    {
        var samples = InspectedTrial.Spread(trial.TrainSamples, Count(trial));
        return (trial.Load(trial.Dataset.Train, samples), samples);
    }

    /// <summary>How many samples it has.</summary>
    public static int Count(InspectedTrial trial) =>
        Math.Min(Math.Min(SignalSizes.BatchSize, trial.SamplesFor(Budget, passes: 3)), Math.Max(trial.BatchSize, 16));

    /// <summary>The network as it trains.</summary>
    public static ReferenceNetwork Network(InspectedTrial trial) =>
        new(trial.Network, new ReferenceMode.Training(trial.Trial.StreamKey, "inspect"));
}
