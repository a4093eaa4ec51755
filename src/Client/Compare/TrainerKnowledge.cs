using Sweep.Analysis.Questions;
using Sweep.Analysis.Trials;
using Sweep.Planning.Trainers;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Compare;

/// <summary>What this program's trainer tells the analysis.</summary>
internal static class TrainerKnowledge
{
    /// <summary>Classes that are told apart and sizes of activations.</summary>
    public static TrainerFacts Facts { get; } = new()
    {
        ClassesOf = configuration => PhaseDatasets.Last(configuration.Settings)?.Classes,
        ActivationOf = configuration => !DeclaredTrainer.Trains(configuration) && ActivationSize.Compute(configuration) is { } size
            ? new ActivationParameters(size.IsLearnable, size.InNetwork)
            : null,
    };

    /// <summary>A question about trials of this trainer that asks for what was planned.</summary>
    public static CompareSettings NewSettings() => new() { Vocabulary = TrainerVocabulary.Create(), Trainer = Facts };
}
