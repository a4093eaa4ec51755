using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Costs;

/// <summary>What a phase of a trial computes: its network, and how often.</summary>
/// <param name="Settings">Of the phase.</param>
/// <param name="Dataset">What the catalogue knows of its images; none are needed.</param>
/// <param name="Network">An activation in each of its places.</param>
public sealed record PhaseWork(TrialSettings Settings, DatasetDescription Dataset, ShapedNetwork Network)
{
    private readonly MetaWork? meta = Settings.Meta is { } of ? new MetaWork(of) : null;

    /// <summary>Images that an epoch trains on; in meta learning those of its tasks, support and queries.</summary>
    public int TrainImages => meta?.TrainImages ?? Counts.Train;

    /// <summary>Images that each epoch is judged on: of the test, of the validation, and those that running statistics are computed from
    /// for weights that were not trained with.</summary>
    public int JudgedImages => meta?.JudgedImages ?? Pool.Test + Counts.Validation
        + (Settings.Optimizer.Definition.Evaluated is not null && Network.Nodes.Any(n => n.Node.Layer is LayerDescription.BatchNorm)
            ? TrainImages : 0);

    /// <summary>Optimizer steps of an epoch.</summary>
    public int StepsPerEpoch => Settings.Meta?.StepsPerEpoch ?? (TrainImages + Settings.BatchSize - 1) / Settings.BatchSize;

    /// <summary>Epochs: those of the settings, or those that multiply-adds pay. One of a training that ends with its seconds, whose
    /// epochs only the machine tells.</summary>
    public int Epochs => Settings.Budget switch
    {
        { MultiplyAdds: not null } budget => budget.Epochs(Network.MultiplyAdds, TrainImages),
        { Seconds: not null } => 1,
        _ => Settings.Epochs,
    };

    /// <summary>Images trained on, counted once in each epoch.</summary>
    public double ImageEpochs => (double)TrainImages * Epochs;

    /// <summary>Multiply-adds of convolutions and linear layers in training, forward and backward, without those of judging.</summary>
    public double TrainingMultiplyAdds => meta is null ? TrainingBudget.PassesOfTraining * (double)Network.MultiplyAdds * ImageEpochs
        : meta.Passes * (double)Network.MultiplyAdds * Settings.Epochs;

    private (int Train, int Test) Pool => Settings.Folds?.Counts(Dataset.TrainCount, Dataset.TestCount)
        ?? (Dataset.TrainCount, Dataset.TestCount);

    private (int Train, int Validation) Counts =>
        SampleSplit.Counts(Pool.Train, Settings.ValidationSplit, Settings.TrainSamples);
}
