using Sweep.Import.Trackers;

namespace Sweep.Import.MLflow;

/// <summary>An experiment that MLflow tracks.</summary>
/// <param name="Id">MLflow's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Runs">How many runs it has.</param>
internal sealed record MLflowExperiment(string Id, string Name, long Runs)
{
    /// <summary>Chooses the experiment to read.</summary>
    /// <param name="experiments">All that there are.</param>
    /// <param name="path">Where, for messages.</param>
    /// <param name="part">The name or id that the user gave; null for the only one that has runs.</param>
    /// <exception cref="InvalidDataException">There is no such, or not one alone.</exception>
    public static MLflowExperiment Choose(IReadOnlyList<MLflowExperiment> experiments, string path, string? part)
    {
        var named = experiments.Where(experiment => experiment.Name == part).ToArray();
        var chosen = part is null ? experiments.Where(experiment => experiment.Runs > 0).ToArray()
            : named.Length > 0 ? named : [.. experiments.Where(experiment => experiment.Id == part)];
        string list = string.Join(", ", experiments.Select(experiment =>
            $"'{experiment.Name}' ({StudyBuilder.Counted(experiment.Runs, "run")})"));
        return chosen.Length == 1 ? chosen[0] : throw new InvalidDataException(
            experiments.Count == 0 ? $"{path}: there is no experiment."
            : part is not null ? $"{path}: there is no experiment '{part}'. There are: {list}."
            : chosen.Length == 0 ? $"{path}: no experiment has runs. There are: {list}."
            : $"{path}: there are {chosen.Length} experiments with runs. Choose one with --study: {list}.");
    }
}
