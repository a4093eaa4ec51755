using Sweep.Planning.Trials;

namespace Sweep.Trainer.Schedules;

/// <summary>A drop when a metric has stopped improving.</summary>
/// <remarks>As PyTorch's ReduceLROnPlateau with a relative threshold counts them, but for a best value below 0, which only a better one
/// replaces. A function of the metric's values alone, so that a
/// training that goes on from a checkpoint has the same rates.</remarks>
/// <param name="Watched">The metric; its definition says whether more of it is better.</param>
/// <param name="Patience">Epochs without improvement that are borne; the next drops the rate.</param>
/// <param name="Threshold">The part of the best value by which a better one must differ from it.</param>
/// <param name="Cooldown">Epochs after a drop that are not counted.</param>
public sealed record Plateau(string Watched, int Patience, double Threshold, int Cooldown) : RateDrops
{
    /// <inheritdoc/>
    public override string Metric => Watched;

    /// <inheritdoc/>
    public override int Count(int epoch, IReadOnlyList<double> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        bool more = MetricCatalogue.Find(Watched).LargerIsBetter;
        double best = more ? double.NegativeInfinity : double.PositiveInfinity;
        int drops = 0, bad = 0, cooling = 0;
        foreach (double value in history)
        {
            double margin = more == best > 0 ? 1 + Threshold : 1 - Threshold; // of a best value below 0 the other way round
            bool isBetter = more ? value > best * margin : value < best * margin;
            best = isBetter ? value : best;
            bad = isBetter ? 0 : bad + 1;
            if (cooling > 0)
                (cooling, bad) = (cooling - 1, 0);
            if (bad > Patience)
                (drops, cooling, bad) = (drops + 1, Cooldown, 0);
        }
        return drops;
    }
}
