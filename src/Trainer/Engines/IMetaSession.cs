using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Engines;

/// <summary>A session that can train and judge by episodes (<see cref="TrialSettings.Meta"/>): what it opens for trials of meta
/// learning.</summary>
public interface IMetaSession : IEngineSession
{
    /// <summary>Takes outer steps, each by the mean over its tasks.</summary>
    /// <param name="epoch">The tasks and rates.</param>
    /// <param name="stop">Looked for at each step.</param>
    /// <returns>For each trial the mean query loss of each step; of support samples after adaptation for Reptile.</returns>
    /// <exception cref="OperationCanceledException">The training is to stop.</exception>
    IReadOnlyList<EpochLosses> TrainEpisodes(MetaEpoch epoch, CancellationToken stop);

    /// <summary>Adapts to each task and judges its queries; afterwards the learned numbers and statistics are what they were.</summary>
    /// <param name="episodes">For each trial its tasks, equally many.</param>
    /// <param name="stop">Looked for between tasks.</param>
    /// <returns>For each trial, for each task.</returns>
    /// <exception cref="OperationCanceledException">The training is to stop.</exception>
    IReadOnlyList<IReadOnlyList<EpisodeScore>> JudgeEpisodes(IReadOnlyList<IReadOnlyList<Episode>> episodes, CancellationToken stop);
}

/// <summary>A task: some samples of each of its classes.</summary>
/// <remarks>Samples are numbered through the dataset: those of the training split first, then those of the test split. The class of a
/// sample is its place in the task, from 0, whatever its class in the dataset.</remarks>
/// <param name="Support">For each way, the samples that the task is learned from.</param>
/// <param name="Query">For each way, the samples that it is judged by.</param>
/// <param name="QuarterTurns">For each way by how many quarter turns, counterclockwise, its images are turned, 0 to 3; empty for none:
/// turned classes are other classes.</param>
public sealed record Episode(IReadOnlyList<int[]> Support, IReadOnlyList<int[]> Query, IReadOnlyList<int> QuarterTurns);

/// <summary>An epoch of outer steps.</summary>
/// <param name="Label">Names its random streams: "3".</param>
/// <param name="Episodes">For each trial the tasks of all steps, in order.</param>
/// <param name="Rates">For each trial the outer learning rate of each step.</param>
public sealed record MetaEpoch(string Label, IReadOnlyList<IReadOnlyList<Episode>> Episodes, IReadOnlyList<double[]> Rates);

/// <summary>How well a task was learned.</summary>
/// <param name="Loss">Mean loss of the queries.</param>
/// <param name="Accuracy">Share of the queries that are classified rightly, 0 to 1.</param>
public readonly record struct EpisodeScore(double Loss, double Accuracy);
