using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Costs;

/// <summary>What a trial takes of a machine, known before it runs.</summary>
/// <param name="Phases">What it computes, phase by phase.</param>
/// <param name="Memory">Of the phase that takes the most, without its images.</param>
public sealed record TrialCost(IReadOnlyList<PhaseWork> Phases, MemoryNeed Memory)
{
    /// <summary>Numbers that are learned.</summary>
    public int Parameters => Phases[^1].Network.ParameterCount;

    /// <summary>Multiply-adds of convolutions and linear layers for one image, forward.</summary>
    public long MultiplyAdds => Phases[^1].Network.MultiplyAdds;

    /// <summary>Multiply-adds of the training in all phases.</summary>
    public double TrainingMultiplyAdds => Phases.Sum(p => p.TrainingMultiplyAdds);

    /// <summary>Seconds after which the training ends, which then say how long it takes; null where its epochs do.</summary>
    public double? BudgetSeconds => Phases[^1].Settings.Budget?.Seconds;

    /// <summary>Images trained on in all phases, counted once in each epoch: what times are scaled by.</summary>
    public double ImageEpochs => Phases.Sum(p => p.ImageEpochs);
}
