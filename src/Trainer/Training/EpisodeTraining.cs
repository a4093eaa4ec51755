using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Training;

/// <summary>Trains and judges trials by tasks. Those of an epoch come from the stream "episodes/EPOCH" of each trial, those of validation
/// and test from "episodes/validation" and "episodes/test", which are the same after every epoch.</summary>
internal sealed class EpisodeTraining
{
    private const double NormalQuantile = 1.96; // of 97.5 %, as papers on few-shot learning print it

    private readonly MetaSettings meta;
    private readonly EpisodeSource source;

    /// <param name="meta">How the trials learn.</param>
    /// <param name="dataset">What from.</param>
    /// <exception cref="TrialSettingsException">Its classes are too few or too small, or cannot be turned.</exception>
    public EpisodeTraining(MetaSettings meta, Dataset dataset) => (this.meta, source) = (meta, new EpisodeSource(meta, dataset));

    /// <summary>Takes the outer steps of an epoch.</summary>
    /// <param name="session">Computes.</param>
    /// <param name="members">The trials of the session.</param>
    /// <param name="epoch">Its label and rates.</param>
    /// <param name="stop">Looked for at each step.</param>
    public IReadOnlyList<EpochLosses> Train(IMetaSession session, IReadOnlyList<TrainingTrial> members, TrainingEpoch epoch,
        CancellationToken stop) => session.TrainEpisodes(new MetaEpoch(epoch.Label,
            Draw(members, epoch.Label, source.Classes.Training, meta.StepsPerEpoch * meta.TasksPerStep), epoch.Rates), stop);

    /// <summary>Judges the trials by classes held out for validation.</summary>
    public IReadOnlyList<Evaluation> Validate(IMetaSession session, IReadOnlyList<TrainingTrial> members, CancellationToken stop) =>
        Judge(session, Draw(members, "validation", source.Classes.Validation, meta.JudgedTasks), stop);

    /// <summary>Judges the trials by classes held out for the test.</summary>
    public IReadOnlyList<Evaluation> Test(IMetaSession session, IReadOnlyList<TrainingTrial> members, CancellationToken stop) =>
        Judge(session, Draw(members, "test", source.Classes.Test, meta.JudgedTasks), stop);

    private Episode[][] Draw(IReadOnlyList<TrainingTrial> members, string name, ClassRange classes, int count) =>
        [.. members.Select(m => source.Draw(RandomStream.For(m.Trial.StreamKey, $"episodes/{name}"), classes, count))];

    private static Evaluation[] Judge(IMetaSession session, Episode[][] tasks, CancellationToken stop) =>
        [.. session.JudgeEpisodes(tasks, stop).Select(Summarize)];

    private static Evaluation Summarize(IReadOnlyList<EpisodeScore> scores)
    {
        double accuracy = scores.Average(s => s.Accuracy);
        double variance = scores.Sum(s => (s.Accuracy - accuracy) * (s.Accuracy - accuracy)) / (scores.Count - 1);
        return new Evaluation(scores.Average(s => s.Loss))
        {
            Accuracy = accuracy, AccuracyInterval = NormalQuantile * Math.Sqrt(variance / scores.Count),
        };
    }
}
