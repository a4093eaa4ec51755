using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Optimizers;

/// <summary>An optimizer: a program with its constants. Everything else that is known of it follows from here.</summary>
/// <param name="Name">What specs and tables call it.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Citation">The publication that introduced it; empty for a user's own.</param>
/// <param name="Constants">Numbers, and flags that read 1 or 0 in formulas; all with defaults. The number weightDecay is 0 for parameters
/// of activations.</param>
/// <param name="States">Names of the states.</param>
/// <param name="Update">The assignments of a step (docs/optimizers.md).</param>
public sealed record OptimizerDefinition(string Name, string Description, string Citation, IReadOnlyList<SettingDefinition> Constants,
    IReadOnlyList<string> States, IReadOnlyList<string> Update)
{
    private static readonly string[] Momenta = ["momentum", "beta1"];

    /// <summary>What the constants must satisfy together.</summary>
    public IReadOnlyList<OptimizerRule> Rules { get; init; } = [];

    /// <summary>The constant that schedules which move a momentum move: momentum, else beta1; null without either.</summary>
    public string? Momentum => Momenta.FirstOrDefault(name => Constants.Any(c => c.Name == name));

    /// <summary>The state whose values stand for the weights where the network is judged and saved; null for the weights
    /// themselves.</summary>
    public string? Evaluated { get; init; }

    /// <summary>Reads the program.</summary>
    /// <param name="literals">Values of the constants that are the same wherever the program is to run; the flags among them.</param>
    /// <param name="errors">All mistakes; empty exactly when a program is returned.</param>
    public OptimizerProgram? Read(IReadOnlyDictionary<string, double> literals, out IReadOnlyList<ProgramError> errors)
    {
        var others = Constants.Select(c => c.Name).Where(c => !literals.ContainsKey(c));
        var program = OptimizerProgram.Read(Update, States, [.. others], literals, out errors);
        if (Evaluated is null || States.Contains(Evaluated))
            return program;
        errors = [.. errors, new(null, "evaluate", $"'{Evaluated}' is not a state; name the state that the network is to be judged at")];
        return null;
    }
}

/// <summary>A condition on the constants of an optimizer.</summary>
/// <param name="Text">The condition as the end of a sentence that begins with "optimizer.": "nesterov needs a momentum above 0."</param>
/// <param name="Holds">Whether constants satisfy it.</param>
public sealed record OptimizerRule(string Text, Func<IReadOnlyDictionary<string, double>, bool> Holds);
