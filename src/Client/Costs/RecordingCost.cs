using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Costs;

/// <summary>What statistics after each epoch take, in words.</summary>
internal static class RecordingCost
{
    private const double Slower = 50; // the interpreter's multiply-add in those of the CPU engine; 37 measured on mnist-conv

    /// <summary>"activations, gradients after each epoch: ...".</summary>
    /// <param name="recorded">What is recorded.</param>
    /// <param name="groups">What is trained.</param>
    public static string Describe(RecordedStatistics recorded, IReadOnlyList<CostGroup> groups)
    {
        // Forward counts once, backward twice.
        double samples = (recorded.HasFlag(RecordedStatistics.Activations) ? ActivationStatistics.Samples : 0)
            + (recorded.HasFlag(RecordedStatistics.Gradients) ? 3 * SignalSizes.BatchSize : 0);
        double trained = groups.Sum(g => g.TrainingMultiplyAdds);
        double measured = groups.Sum(g => samples * g.Trials * g.Largest.Phases[^1].Epochs * g.Largest.MultiplyAdds);
        var names = RecordedMetrics.Groups.Where(g => recorded.HasFlag(g)).Select(RecordedMetrics.NameOf);
        double percent = Math.Max(1, Math.Ceiling(100 * Slower * measured / trained));
        return $"{string.Join(", ", names)} after each epoch: up to {QuantityText.Count(measured)} multiply-adds in double "
            + $"precision, which take about {percent} % of the CPU engine's training time";
    }
}
