using Sweep.Planning.Trials;

namespace Sweep.Analysis.Trials;

/// <summary>What the analysis has to know of what is trained, told by whoever knows the trainer.</summary>
public sealed record TrainerFacts
{
    /// <summary>The number of classes that a trial tells apart; null where it is unknown.</summary>
    public Func<Configuration, int?> ClassesOf { get; init; } = _ => null;

    /// <summary>The learnable parameters of a configuration's activation; null where it has none that is known.</summary>
    public Func<Configuration, ActivationParameters?> ActivationOf { get; init; } = _ => null;
}

/// <summary>The learnable parameters of an activation.</summary>
/// <param name="IsLearnable">Whether it has any.</param>
/// <param name="InNetwork">How many in the whole network; null where the network is not known.</param>
public readonly record struct ActivationParameters(bool IsLearnable, int? InNetwork);
