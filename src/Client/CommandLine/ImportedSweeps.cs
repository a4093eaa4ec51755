using Sweep.Client.Output;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Store;

namespace Sweep.Client.CommandLine;

/// <summary>Sweeps whose trials nobody here can train.</summary>
internal static class ImportedSweeps
{
    /// <summary>Where the results of a sweep come from; null where they were trained here.</summary>
    public static ImportedResults? Find(SweepStatus status) => SpecReader.FindTrainer(status.SpecText) as ImportedResults;

    /// <summary>Refuses to train trials of a sweep that was imported.</summary>
    /// <exception cref="UserErrorException">It was.</exception>
    public static void Refuse(SweepStatus status)
    {
        if (Find(status) is { } imported)
            throw new UserErrorException(Refusal(status.Name, imported));
    }

    /// <summary>What is said instead.</summary>
    public static string Refusal(string sweep, ImportedResults imported) =>
        $"The results of {sweep} were imported from {imported.Source}: there is nothing to train. `sweep import` adds further results, "
        + $"`sweep compare {sweep}` has the verdicts.";
}
