using Sweep.Trainer.Costs;

namespace Sweep.Client.Costs;

/// <summary>The trials of a plan that train one architecture on one dataset, and what they take.</summary>
/// <param name="architecture">Its label.</param>
/// <param name="dataset">Its label.</param>
internal sealed class CostGroup(string architecture, string dataset)
{
    /// <summary>The label of the architecture.</summary>
    public string Architecture => architecture;

    /// <summary>The label of the dataset.</summary>
    public string Dataset => dataset;

    /// <summary>How many trials.</summary>
    public long Trials { get; private set; }

    /// <summary>That with the most multiply-adds in training and, among equals, the most parameters.</summary>
    public TrialCost Largest { get; private set; } = null!;

    /// <summary>Of the trial that takes the most.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Whether no number is an estimate.</summary>
    public bool IsMemoryExact { get; private set; } = true;

    /// <summary>Multiply-adds of all trainings.</summary>
    public double TrainingMultiplyAdds { get; private set; }

    /// <summary>Of all trainings one after another; null if the time of one is not known.</summary>
    public double? Seconds { get; private set; } = 0;

    /// <summary>How many earlier trials the times come from, at least; 0 for measured ones.</summary>
    public int EarlierTrials { get; private set; } = int.MaxValue;

    /// <summary>Bytes of the images of the largest phase.</summary>
    public long DatasetBytes { get; private set; }

    /// <summary>Adds trials of equal cost.</summary>
    /// <param name="cost">Of one of them.</param>
    /// <param name="trials">How many.</param>
    /// <param name="time">Of one of them; null if it is not known.</param>
    public void Add(TrialCost cost, long trials, TrialTime? time)
    {
        Trials += trials;
        if (Largest is null || Size(cost).CompareTo(Size(Largest)) > 0)
            Largest = cost;
        MemoryBytes = Math.Max(MemoryBytes, cost.Memory.Bytes);
        IsMemoryExact &= cost.Memory.IsExact;
        TrainingMultiplyAdds += cost.TrainingMultiplyAdds * trials;
        DatasetBytes = Math.Max(DatasetBytes, cost.Phases.Max(p => p.Dataset.Bytes));
        Seconds += time?.Seconds * trials;
        EarlierTrials = Math.Min(EarlierTrials, time?.EarlierTrials ?? 0);

        static (double, int) Size(TrialCost cost) => (cost.TrainingMultiplyAdds, cost.Parameters);
    }
}

/// <summary>How long a trial will take.</summary>
/// <param name="Seconds">Alone on its device.</param>
/// <param name="EarlierTrials">How many finished trials say so; 0 if it was measured, <see cref="OfBudget"/> if its budget says
/// so.</param>
internal readonly record struct TrialTime(double Seconds, int EarlierTrials)
{
    /// <summary>Known without a trial.</summary>
    public const int OfBudget = int.MaxValue;
}
