using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;

namespace Sweep.Trainer.Training;

/// <summary>Measures the statistics that trials record after each epoch of their last phase, by the plain interpreter of networks: on any
/// engine, without a change to what is trained.</summary>
/// <remarks>Weights are those of training, whatever average a network is judged at.</remarks>
internal sealed class Recording
{
    private readonly Dictionary<TrainingTrial, Recorded> trials = [];

    /// <summary>Begins with a phase.</summary>
    public Recording(Phase phase, IEnumerable<TrainingTrial> members)
    {
        if (!phase.IsLast)
            return;
        foreach (var member in members.Where(m => m.Keep.Recorded != RecordedStatistics.None))
            trials[member] = new Recorded(new InspectedTrial(member.Trial, phase.SettingsOf(member), phase.Dataset));
    }

    /// <summary>Called before an epoch with what training has changed so far.</summary>
    public void BeginEpoch(IReadOnlyList<TrainingTrial> members, IEngineSession session)
    {
        for (int i = 0; i < members.Count; i++)
        {
            if (members[i].Keep.Recorded.HasFlag(RecordedStatistics.Gradients) && trials.TryGetValue(members[i], out var recorded))
                recorded.Before = NetworkNumbers.From(recorded.Trial.Network, session.Save(i));
        }
    }

    /// <summary>What a trial records after an epoch; empty for trials that record nothing.</summary>
    /// <param name="member">Which trial.</param>
    /// <param name="slot">Its number in the session.</param>
    /// <param name="session">Where its weights are.</param>
    /// <param name="stop">Looked for between batches.</param>
    public IReadOnlyList<KeyValuePair<string, double>> EndEpoch(TrainingTrial member, int slot, IEngineSession session,
        CancellationToken stop)
    {
        if (!trials.TryGetValue(member, out var recorded))
            return [];
        var numbers = NetworkNumbers.From(recorded.Trial.Network, session.Save(slot));
        var statistics = member.Keep.Recorded;
        return
        [
            .. statistics.HasFlag(RecordedStatistics.Activations) ? ActivationStatistics.Measure(recorded.Trial, numbers, stop) : [],
            .. statistics.HasFlag(RecordedStatistics.Gradients)
                ? GradientStatistics.Measure(recorded.Trial, recorded.Before!, numbers) : [],
        ];
    }

    private sealed record Recorded(InspectedTrial Trial)
    {
        /// <summary>The numbers before the epoch.</summary>
        public NetworkNumbers? Before { get; set; }
    }
}
