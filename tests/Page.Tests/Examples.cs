using Sweep.Analysis.Tests.Questions;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Page.Tests;

/// <summary>Studies that pages are shown of.</summary>
internal static class Examples
{
    /// <summary>Three activations, two rates, five seeds, three epochs: one trial each diverged, failed and running, two queued.</summary>
    public static Study Mixed(string name = "mixed") => MadeUpStore.StudyOf($$"""
        name: {{name}}
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        grid: { activation: [relu, arelu, tanh], learningRate: [0.01, 0.1] }
        seeds: 5
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """, trial => (Study.Label(trial, "activation"), Study.Label(trial, "learningRate"), trial.Seed.Value) switch
        {
            ("tanh", "0.1", 2) => Study.Row(trial, TrialState.Diverged, Epochs(trial, 1)),
            ("arelu", "0.1", 3) => Study.Row(trial, TrialState.Failed) with
            {
                FailureKind = FailureKind.Data, FailureMessage = "made up: <b>no</b> such file",
            },
            ("relu", "0.1", 4) => Study.Row(trial, TrialState.Running, Epochs(trial, 2)),
            ("tanh", "0.1", 3 or 4) => Study.Row(trial, TrialState.Queued),
            _ => Study.Row(trial, TrialState.Completed, Epochs(trial, 3)),
        });

    /// <summary>Everything completed.</summary>
    public static Study Complete(string name = "complete") => MadeUpStore.StudyOf($$"""
        name: {{name}}
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, arelu, tanh] }
        seeds: 6
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        """, trial => Study.Row(trial, TrialState.Completed, Epochs(trial, 3)));

    /// <summary>Made-up accuracies and losses that rise and fall by epoch; equal for equal trials.</summary>
    public static EpochMetrics[] Epochs(TrialDescription trial, int count) => [.. Enumerable.Range(1, count).Select(epoch =>
    {
        string activation = Study.Label(trial, "activation");
        double gain = activation switch { "arelu" => .02, "tanh" => -.03, _ => 0 };
        double noise = .01 * Study.Noise(trial, "shared") + .004 * Study.Noise(trial, activation);
        double accuracy = Math.Round(.9 + gain - .2 / (epoch + 1) + noise, 4);
        return new EpochMetrics(epoch, [KeyValuePair.Create("testAccuracy", accuracy), KeyValuePair.Create("testLoss", 1.2 - accuracy),
            KeyValuePair.Create("trainLoss", 1.25 - accuracy)]);
    })];

    /// <summary>Two planned looks, of which the first is not due yet: one trial waits.</summary>
    public static Study Looked() => MadeUpStore.StudyOf("""
        name: looked
        dataset: synthetic-digits
        architecture: mnist-linear
        protocol: { epochs: 3, batchSize: 64, trainSamples: 640 }
        optimizer: sgd
        learningRate: 0.02
        grid: { activation: [relu, arelu] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: testAccuracy }
        stop: { looks: 2 }
        """, trial => trial.Seed.Value == 3 && Study.Label(trial, "activation") == "arelu" ? Study.Row(trial, TrialState.Queued)
            : Study.Row(trial, TrialState.Completed, Epochs(trial, 3)));

    /// <summary>Trained by a program with metrics of its own, of which the first grows: all completed.</summary>
    public static Study OfProgram() => MadeUpStore.StudyOf("""
        name: own
        trainer:
          command: [python3, train.py]
          settings: { activation: [relu, elu] }
          metrics: { score: larger, cost: smaller }
        grid: { activation: [relu, elu] }
        seeds: 6
        compare: { factor: activation, baseline: relu }
        """, Scored);

    /// <summary>Imported results, all completed.</summary>
    public static Study Imported() => MadeUpStore.StudyOf("""
        name: theirs
        trainer:
          imported: { study: theirs, source: results.csv }
          settings: { activation: [relu, elu] }
          metrics: { score: larger }
        grid: { activation: [relu, elu] }
        seeds: 6
        compare: { factor: activation, baseline: relu }
        """, Scored);

    private static TrialRow Scored(TrialDescription trial) =>
        Study.Row(trial, TrialState.Completed, [.. Enumerable.Range(1, 2).Select(epoch =>
        {
            double score = epoch + trial.Seed.Value + (Study.Label(trial, "activation") == "elu" ? 0.5 : 0);
            return new EpochMetrics(epoch, [KeyValuePair.Create("score", score), KeyValuePair.Create("cost", -score)]);
        })]);
}
