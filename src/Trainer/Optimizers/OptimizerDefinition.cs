using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Optimizers;

/// <summary>An optimizer: a program with its constants. Everything else that is known of it follows from here.</summary>
/// <param name="Name">What specs and tables call it.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Citation">The publication that introduced it; empty for a user's own.</param>
/// <param name="Constants">Numbers, and flags that read 1 or 0 in formulas; all with defaults. The number weightDecay is 0 where
/// decay does not apply.</param>
/// <param name="States">Names of the states.</param>
/// <param name="Update">The assignments of a step (docs/optimizers.md).</param>
public sealed record OptimizerDefinition(string Name, string Description, string Citation, IReadOnlyList<SettingDefinition> Constants,
    IReadOnlyList<string> States, IReadOnlyList<string> Update)
{
    private static readonly string[] Momenta = ["momentum", "beta1"];

    /// <summary>What states are before the first step, where that is not 0: formulas of w, rate and constants.</summary>
    public IReadOnlyDictionary<string, string> Starts { get; init; } = new Dictionary<string, string>();

    /// <summary>What weight decay applies to unless the trial says otherwise.</summary>
    public WeightDecayTarget Decayed { get; init; } = WeightDecayTarget.AllButActivations;

    /// <summary>What the constants must satisfy together.</summary>
    public IReadOnlyList<OptimizerRule> Rules { get; init; } = [];

    /// <summary>The constant that schedules which move a momentum move: momentum, else beta1; null without either.</summary>
    public string? Momentum => Momenta.FirstOrDefault(name => Constants.Any(c => c.Name == name));

    /// <summary>The state whose values stand for the weights where the network is judged and saved; null for the weights
    /// themselves.</summary>
    public string? Evaluated { get; init; }
}

/// <summary>A condition on the constants of an optimizer.</summary>
/// <param name="Text">The condition as the end of a sentence that begins with "optimizer.": "nesterov needs a momentum above 0."</param>
/// <param name="Holds">Whether constants satisfy it.</param>
public sealed record OptimizerRule(string Text, Func<IReadOnlyDictionary<string, double>, bool> Holds);
