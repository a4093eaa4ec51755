using Sweep.Planning.Trials;
using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Inspection;

/// <summary>What activations see and make of some test samples, as metrics: for each place, "act1.deadShare", and the mean over the
/// places, "deadShare". Learned parameters of formulas are there by their names, "act1.alpha": the mean over channels where each has its
/// own.</summary>
public static class ActivationStatistics
{
    /// <summary>Test samples that go through the network, at most.</summary>
    public const int Samples = 128;

    /// <summary>Measures a network in evaluation mode.</summary>
    /// <param name="trial">Which trial.</param>
    /// <param name="numbers">Of its network.</param>
    /// <param name="stop">Looked for between batches.</param>
    public static IReadOnlyList<KeyValuePair<string, double>> Measure(InspectedTrial trial, NetworkNumbers numbers, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(numbers);
        var signals = Examination.Run(trial, numbers, InspectedTrial.Spread(trial.TestSamples, Samples), stop).Signals;
        (string Name, Func<SiteSignal, double> Value)[] statistics =
        [
            (RecordedMetrics.InputMean, s => s.Mean), (RecordedMetrics.InputDeviation, s => s.Deviation),
            (RecordedMetrics.NegativeShare, s => s.NegativeShare), (RecordedMetrics.DeadShare, s => s.DeadUnits),
        ];
        return
        [
            .. from s in statistics where signals.Count > 0 select KeyValuePair.Create(s.Name, signals.Average(s.Value)),
            .. from signal in signals from s in statistics select KeyValuePair.Create($"{signal.Site.Name}.{s.Name}", s.Value(signal)),
            .. signals.SelectMany(signal => Learned(trial, signal.Site, numbers)),
        ];
    }

    private static IEnumerable<KeyValuePair<string, double>> Learned(InspectedTrial trial, ActivationSite site, NetworkNumbers numbers)
    {
        if (site.Learned is not { } tensor)
            return [];
        int offset = trial.Network.Parameters.TakeWhile(p => p.Name != tensor.Name).Sum(p => p.Count);
        var parameters = site.Formula!.LearnableParameters;
        return parameters.Select((p, i) => KeyValuePair.Create($"{site.Name}.{p.Name}", Enumerable.Range(0, tensor.Count / parameters.Count)
            .Average(scope => numbers.Learned[offset + scope * parameters.Count + i])));
    }
}
