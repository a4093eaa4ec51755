namespace Sweep.Trainer.Schedules;

/// <summary>What lowers a rate at the ends of epochs. Immutable.</summary>
public abstract record RateDrops
{
    /// <summary>The metric that it looks at; null for none.</summary>
    public virtual string? Metric => null;

    /// <summary>How many drops there have been when an epoch begins.</summary>
    /// <param name="epoch">Of the schedule, from 0.</param>
    /// <param name="history">The metric after each epoch of the schedule so far; empty without one.</param>
    public abstract int Count(int epoch, IReadOnlyList<double> history);
}
