using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>The studies that golden files show.</summary>
internal static class Studies
{
    private static readonly Dictionary<string, double> Gain = new()
    {
        ["relu"] = 0, ["arelu"] = .023, ["tanh"] = -.008, ["swish"] = .0004, ["elu"] = .009, ["gelu"] = -.004, ["selu"] = .012,
            ["celu"] = .0081, ["softplus"] = -.07, ["prelu"] = .003,
    };

    /// <summary>Four activations, eight seeds, one block: the quickstart.</summary>
    public static Study Quickstart { get; } = new("""
        name: quickstart
        dataset: mnist
        grid: { activation: [relu, arelu, tanh, swish] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy, rope: 0.002 }
        """, trial => Study.Completed(trial, ("testAccuracy", Accuracy(trial))));

    /// <summary>Five seeds, four blocks, one trial each diverged, failed and still running.</summary>
    public static Study Blocks { get; } = new("""
        name: blocks
        dataset: mnist
        grid: { activation: [relu, arelu, tanh], optimizer: [sgd, adam], learningRate: [0.01, 0.0001] }
        seeds: 5
        compare: { factor: activation, baseline: relu, epoch: 1 }
        """, trial =>
        (Study.Label(trial, "activation"), Study.Label(trial, "optimizer"), Study.Label(trial, "learningRate"), trial.Seed.Value) switch
        {
            ("tanh", "sgd", "0.01", 2) => Study.Row(trial, TrialState.Diverged),
            ("arelu", "adam", "0.0001", 3) => Study.Row(trial, TrialState.Failed),
            ("relu", "adam", "0.0001", 4) => Study.Row(trial, TrialState.Running),
            _ => Study.Completed(trial, ("testAccuracy", Accuracy(trial))),
        });

    /// <summary>Ten activations: too many for a sentence each.</summary>
    public static Study Many { get; } = new("""
        name: many
        dataset: mnist
        grid: { activation: [relu, arelu, tanh, swish, elu, gelu, selu, celu, softplus, prelu] }
        seeds: 5
        compare: { factor: activation, baseline: relu }
        """, trial => Study.Completed(trial, ("testAccuracy", Accuracy(trial))));

    /// <summary>A loss, with a tuned learning rate.</summary>
    public static Study Tuned { get; } = new("""
        name: tuned
        dataset: mnist
        grid: { activation: [relu, arelu], learningRate: [0.1, 0.01] }
        seeds: 10
        compare:
          factor: activation
          metric: testLoss
          tuning: { factors: [learningRate], metric: validationAccuracy, selectionSeeds: 2 }
        """, trial => Study.Completed(trial, ("testLoss", 1.2 - Accuracy(trial)),
            ("validationAccuracy", Accuracy(trial) - (Study.Label(trial, "learningRate") == "0.1" ? .05 : 0))));

    /// <summary>A made-up accuracy in steps of one test image of 10,000; partners share most of their noise.</summary>
    public static double Accuracy(TrialDescription trial)
    {
        string activation = Study.Label(trial, "activation");
        double level = trial.Configuration.Settings.GetValueOrDefault("learningRate") is SettingValue.Number { Value: < .001 } ? .12 : .95;
        double noise = .004 * Study.Noise(trial, "shared") + .0015 * Study.Noise(trial, activation);
        return Math.Round(level + Gain[activation] + noise, 4);
    }
}
