using Sweep.Client.Cluster;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Tests.Cluster;

/// <summary>Events of trials that exist in tests only.</summary>
internal static class Happenings
{
    public static readonly WorkerId Silo = new("10.0.0.7:11111@42");

    public static ClusterEvent Started(int trial, int attempt = 1) =>
        new ClusterEvent.Started(LeaseOf(trial, attempt), Silo, Levels(trial));

    public static ClusterEvent Epoch(int trial, int epoch, int attempt = 1, double accuracy = 0.5) =>
        new ClusterEvent.EpochDone(LeaseOf(trial, attempt), Silo, Levels(trial), new EpochMetrics(epoch,
            [KeyValuePair.Create("trainSeconds", 2.0), KeyValuePair.Create("trainLoss", 0.25),
                KeyValuePair.Create("testAccuracy", accuracy)]));

    public static ClusterEvent Ended(int trial, int attempt = 1, TrialState state = TrialState.Completed, string? details = null) =>
        new ClusterEvent.Ended(LeaseOf(trial, attempt), Silo, Levels(trial), state, details);

    public static Lease LeaseOf(int trial, int attempt) => new(IdOf(trial), attempt);

    /// <summary>Ids of any trial of a real plan; which settings stand behind them does not matter here.</summary>
    private static TrialId IdOf(int trial) => SmallSweep.Plan(20).Trials.ElementAt(trial).Id;

    private static KeyValuePair<string, string>[] Levels(int trial) =>
        [KeyValuePair.Create("activation", "arelu"), KeyValuePair.Create("learningRate", "0.01"),
            KeyValuePair.Create("seed", trial.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
