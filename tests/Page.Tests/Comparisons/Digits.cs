using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Trials;
using Sweep.Store;
using Made = Sweep.Analysis.Tests.Questions.Study;

namespace Sweep.Page.Tests.Comparisons;

/// <summary>A study to compare: three activations, two optimizers and rates, eight seeds, three epochs; a divergence and a
/// failure.</summary>
internal static class Digits
{
    public const string Name = "digits", Compare = "/sweeps/digits/compare";

    /// <summary>The study.</summary>
    /// <param name="isThere">Which trials have ended; null for all.</param>
    public static Study Study(Func<TrialDescription, bool>? isThere = null) => MadeUpStore.StudyOf("""
        name: digits
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        grid: { activation: [relu, arelu, tanh], optimizer: [sgd, adam], learningRate: [0.1, 0.01] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
        """, trial => isThere?.Invoke(trial) == false ? Made.Row(trial, TrialState.Queued)
        : (Label(trial, "activation"), Label(trial, "optimizer"), Label(trial, "learningRate"), trial.Seed.Value) switch
        {
            ("tanh", "sgd", "0.1", 3) => Made.Row(trial, TrialState.Diverged, Epochs(trial)[..1]),
            ("arelu", "adam", "0.01", 5) => Made.Row(trial, TrialState.Failed),
            _ => Made.Row(trial, TrialState.Completed, Epochs(trial)),
        });

    /// <summary>A spec that plans no comparison.</summary>
    public static Study Unplanned() => MadeUpStore.StudyOf("""
        name: unplanned
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        grid: { activation: [relu, tanh], learningRate: [0.1, 0.01] }
        seeds: 4
        """, trial => Made.Row(trial, TrialState.Completed, Epochs(trial)));

    private static string Label(TrialDescription trial, string setting) => Made.Label(trial, setting);

    private static EpochMetrics[] Epochs(TrialDescription trial)
    {
        string level = Label(trial, "activation");
        double shared = Made.Noise(trial, "pair"), own = Made.Noise(trial, level);
        double accuracy = .95 + .01 * shared + .004 * own + (level == "arelu" ? .006 : level == "tanh" ? -.001 : 0)
            - (Label(trial, "learningRate") == "0.01" ? .01 : 0);
        return [.. new[] { 1, 2, 3 }.Select(epoch => new EpochMetrics(epoch,
            [
                new(MetricCatalogue.TestAccuracy.Name, Math.Round(accuracy - .02 * (3 - epoch), 4)),
                new(MetricCatalogue.TestLoss.Name, Math.Round(.4 - .1 * epoch + .01 * own, 4)),
            ]))];
    }
}
