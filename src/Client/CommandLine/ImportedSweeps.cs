using Sweep.Client.Output;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Store;

namespace Sweep.Client.CommandLine;

/// <summary>Sweeps whose trials nobody here can train.</summary>
internal static class ImportedSweeps
{
    /// <summary>Whether a sweep was imported.</summary>
    public static bool IsImported(SweepStatus status) => SpecReader.FindTrainer(status.SpecText) is ImportedResults;

    /// <summary>Refuses to train trials of a sweep that was imported.</summary>
    /// <exception cref="UserErrorException">It was.</exception>
    public static void Refuse(SweepStatus status)
    {
        if (SpecReader.FindTrainer(status.SpecText) is ImportedResults imported)
            throw new UserErrorException(Refusal(status.Name, imported));
    }

    /// <summary>What is said instead.</summary>
    public static string Refusal(string sweep, ImportedResults imported) =>
        $"The results of {sweep} were imported from {imported.Source}: there is nothing to train. `sweep import` adds further results, "
        + $"`sweep compare {sweep}` has the verdicts.";
}
