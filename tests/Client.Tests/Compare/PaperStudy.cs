using Sweep.Analysis.Tests.Questions;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Tests.Compare;

/// <summary>A study with the real vocabulary.</summary>
internal static class PaperStudy
{
    /// <summary>The layout of the AReLU paper, with the real vocabulary: fixed and learnable activations, two optimizers, four
    /// rates.</summary>
    public static Study FiveSeeds { get; } = Create(seeds: 5);

    /// <summary>The paper's layout with so many seeds.</summary>
    public static Study Create(int seeds) => new($$"""
        name: paper
        dataset: mnist
        architecture: mnist-conv
        grid:
          activation: [relu, elu, selu, tanh, prelu, swish, arelu]
          optimizer: [{ name: sgd, momentum: 0.9 }, adam]
          learningRate: [0.01, 0.001, 0.0005, 0.00001]
        seeds: {{seeds}}
        compare: { factor: activation, baseline: arelu }
        """, trial => Study.Completed(trial, ("testAccuracy", Studies.Accuracy(trial))), TrainerVocabulary.Create());
}
