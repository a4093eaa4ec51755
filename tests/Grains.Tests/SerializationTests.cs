using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Scheduling.Tests;
using Sweep.Store;

namespace Sweep.Grains.Tests;

/// <summary>Nothing changes on the way between silos.</summary>
public sealed class SerializationTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider()
        .GetRequiredService<Serializer>();

    public static TheoryData<TrialOutcome> Outcomes =>
        [new TrialOutcome.Completed(), new TrialOutcome.Cancelled(), new TrialOutcome.Diverged(2, 345),
            new TrialOutcome.Failed(FailureKind.OutOfMemory, "no room")];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_arrives_as_it_left(TrialOutcome outcome)
    {
        var sent = new TrialEvent(TrialEventKind.Ended, new Lease(new TrialId("t1-a"), 2), new WorkerId("w"), [], null, outcome);

        Assert.Equal(outcome, Send(sent).Outcome);
    }

    [Fact]
    public void Metrics_keep_their_order_and_values_that_are_no_numbers()
    {
        var metrics = new EpochMetrics(3,
            [new("testLoss", double.PositiveInfinity), new("trainLoss", double.NaN), new("testAccuracy", 0.1)]);

        var sent = new TrialEvent(TrialEventKind.Epoch, new Lease(new TrialId("t1-a"), 2), new WorkerId("w"), [], metrics, null);
        var arrived = Send(sent).Epoch!;

        Assert.Equal(3, arrived.Epoch);
        Assert.Equal(metrics.Values, arrived.Values);
    }

    [Fact]
    public void A_leased_trial_keeps_its_id_settings_seed_streams_and_what_is_kept()
    {
        var trial = TestPlans.Create("study", 3).Trials.Last();
        var sent = new LeasedTrial(trial, new Lease(trial.Id, 4), "study", FailureKind.OutOfMemory)
        {
            Checkpoint = new CheckpointPlan(5, KeepsWeights: true),
            Keep = new KeepPlan(ConfusionMatrix: true, RecordedStatistics.Gradients),
        };

        Assert.Equal(sent, Send(sent));
    }

    private static T Send<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;
}
