using Sweep.Client.Output;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Client.CommandLine;

/// <summary>Refuses what needs a network that sweep trained itself.</summary>
internal static class DeclaredTrainers
{
    /// <summary>Refuses trials of a spec that declares its trainer.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="what">What the command does, as in "inspect draws networks".</param>
    /// <exception cref="UserErrorException">Another program trained it.</exception>
    public static void Refuse(TrialDescription trial, string what)
    {
        if (trial.Configuration.Settings.GetValueOrDefault(DeclaredTrainer.Setting) is { } trainer)
            throw new UserErrorException($"Trial {trial.Id} is of the trainer '{trainer.Label}': {what} that sweep trains itself, and "
                + "knows of others nothing but their settings and metrics. `sweep export` and `sweep compare` show these.");
    }
}
