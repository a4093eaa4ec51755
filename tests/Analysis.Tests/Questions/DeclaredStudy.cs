using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>Results of a program whose spec declares a metric of which more is better and one of which less is. Their names are those of
/// built-in metrics of the contrary direction, or of none.</summary>
internal static class DeclaredStudy
{
    /// <summary>The elu of the program scores more of both metrics.</summary>
    public static Study Create(string metric, string more = "") => new($$"""
        name: program
        trainer:
          command: [python3, train.py]
          settings:
            activation: [relu, elu]
            learningRate: 0.1
            dataset: mnist
            precision: [float32, bfloat16]
          metrics:
            score: larger
            testAccuracy: { better: smaller, unit: fraction }
            sharedTime: { better: smaller, unit: seconds }
        precision: float32
        grid: { activation: [relu, elu] }
        seeds: 8
        compare: { factor: activation, baseline: relu, metric: {{metric}}{{more}} }
        """, Result);

    private static TrialRow Result(TrialDescription trial)
    {
        string activation = Study.Label(trial, "activation");
        double value = (activation == "elu" ? 0.5 : 0.3) + 0.01 * Study.Noise(trial, activation);
        return Study.Row(trial, TrialState.Completed, new EpochMetrics(1, [new("score", value), new("testAccuracy", value)]),
            new EpochMetrics(500, [new("score", value), new("sharedTime", value)]));
    }
}
