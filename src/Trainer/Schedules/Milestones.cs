namespace Sweep.Trainer.Schedules;

/// <summary>A drop after each of some numbers of epochs.</summary>
/// <param name="Epochs">At least 1 each, in any order; one that is given twice counts twice.</param>
public sealed record Milestones(IReadOnlyList<int> Epochs) : RateDrops
{
    /// <inheritdoc/>
    public override int Count(int epoch, IReadOnlyList<double> history) => Epochs.Count(e => e <= epoch);
}
