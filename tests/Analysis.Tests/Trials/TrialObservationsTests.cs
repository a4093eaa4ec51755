using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Tests.Questions;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Trials;

public class TrialObservationsTests
{
    private static readonly TrialDescription Trial = Studies.Quickstart.Plan.Trials.First();
    private static readonly ComparisonPlan AtEpoch2 = new("activation", null, "testLoss", 2, .05, 0, null);

    [Theory]
    [InlineData(TrialState.Completed, ObservationStatus.Value)]
    [InlineData(TrialState.Diverged, ObservationStatus.Value)] // it diverged after the epoch that counts
    [InlineData(TrialState.Failed, ObservationStatus.Failed)]
    [InlineData(TrialState.Cancelled, ObservationStatus.Failed)]
    [InlineData(TrialState.Queued, ObservationStatus.Missing)]
    [InlineData(TrialState.Running, ObservationStatus.Missing)]
    public void A_trial_with_the_metric_counts_by_its_state(TrialState state, ObservationStatus expected)
    {
        var (status, value) = Outcome(AtEpoch2, state, Loss(1, .9), Loss(2, .5), Loss(3, .4));
        Assert.Equal((expected, expected == ObservationStatus.Value ? .5 : double.NaN), (status, value));
    }

    [Fact]
    public void The_last_epoch_is_meant_when_none_is_given() =>
        Assert.Equal(.4, Outcome(AtEpoch2 with { Epoch = null }, TrialState.Completed, Loss(1, .9), Loss(3, .4), Loss(2, .5)).Value);

    [Fact]
    public void A_trial_that_diverged_has_no_last_epoch() =>
        Assert.Equal(ObservationStatus.Diverged, Outcome(AtEpoch2 with { Epoch = null }, TrialState.Diverged, Loss(1, .9)).Status);

    [Fact]
    public void A_trial_that_diverged_before_the_epoch_is_diverged() =>
        Assert.Equal(ObservationStatus.Diverged, Outcome(AtEpoch2, TrialState.Diverged, Loss(1, .9)).Status);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_metric_that_is_not_finite_is_a_divergence(double value) =>
        Assert.Equal(ObservationStatus.Diverged, Outcome(AtEpoch2, TrialState.Completed, Loss(2, value)).Status);

    [Fact]
    public void Settings_that_do_not_vary_are_in_no_block_and_absent_ones_have_a_dash()
    {
        Configuration Settings(params (string Name, string Value)[] settings) =>
            new(settings.Select(s => KeyValuePair.Create(s.Name, (SettingValue)new SettingValue.Text(s.Value))));
        TrialResult[] results =
        [
            Row(Settings(("activation", "relu"), ("dataset", "mnist"))),
            Row(Settings(("activation", "relu"), ("dataset", "mnist"), ("schedule", "cosine"))),
            Row(Settings(("activation", "tanh"), ("dataset", "mnist"))),
        ];
        var observations = TrialObservations.From(results, AtEpoch2, _ => null);
        Assert.Equal(["schedule"], observations.BlockSettings);
        Assert.Equal(["schedule=-", "schedule=cosine", "schedule=-"], observations.All.Select(o => o.Block));

        static TrialResult Row(Configuration configuration) =>
            new(configuration, new Seed(0), new StreamKey(1), TrialState.Completed, .5, null);
    }

    private static (ObservationStatus Status, double Value) Outcome(ComparisonPlan asked, TrialState state,
        params EpochMetrics[] metrics) =>
        TrialObservations.Outcome(TrialResult.From(Study.Row(Trial, state, metrics), asked), asked);

    private static EpochMetrics Loss(int epoch, double value) =>
        new(epoch, [KeyValuePair.Create("trainLoss", 9.0), KeyValuePair.Create("testLoss", value)]);
}
