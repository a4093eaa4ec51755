using System.Runtime.InteropServices;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Tests;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Trials that leave a group before it ends, and what is told of them.</summary>
public sealed class LeavingTests
{
    [Fact]
    public void A_trial_that_is_asked_to_stop_ends_at_once_and_the_others_keep_their_numbers()
    {
        using var torch = Together.Torch();
        using var leave = new CancellationTokenSource();
        TrialDescription[] trials = [Trial(0), Trial(1), Trial(2)];
        List<(TrialId, TrialOutcome)> told = [];
        int epochs = 0;
        var heard = new Endings(told, () =>
        {
            if (++epochs == 2) // the first epoch of the second trial
                leave.Cancel();
        });
        var outcomes = torch.Train(new FusedTrials(trials) { Stops = [default, leave.Token, default] }, heard, default);
        Assert.Equal([typeof(TrialOutcome.Completed), typeof(TrialOutcome.Cancelled), typeof(TrialOutcome.Completed)],
            outcomes.Select(o => o.GetType()));
        Assert.Equal((trials[1].Id, new TrialOutcome.Cancelled()), told[0]);
        Assert.Equal(trials.Select(t => t.Id.Value).Order(), told.Select(t => t.Item1.Value).Order());
        Assert.Equal([3, 1, 3], trials.Select(t => heard.Together.Of(t, MetricCatalogue.TrainLoss.Name).Length));
        foreach (var trial in new[] { trials[0], trials[2] })
            Together.Close(Together.Train(torch, trial).Heard.Of(trial, MetricCatalogue.TrainLoss.Name),
                heard.Together.Of(trial, MetricCatalogue.TrainLoss.Name), 1e-4, trial.Id.Value);
    }

    [Fact]
    public void A_group_that_everybody_has_left_ends()
    {
        using var torch = Together.Torch();
        using var leave = new CancellationTokenSource();
        List<(TrialId, TrialOutcome)> told = [];
        TrialDescription[] trials = [Trial(0, epochs: 10_000), Trial(1, epochs: 10_000)];
        var outcomes = torch.Train(new FusedTrials(trials) { Stops = [leave.Token, leave.Token] }, new Endings(told, leave.Cancel),
            default);
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Cancelled>(o));
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void A_trial_that_diverges_or_has_fewer_epochs_is_told_before_the_others_end()
    {
        using var torch = Together.Torch();
        List<(TrialId Trial, TrialOutcome Outcome)> told = [];
        TrialDescription[] trials = [Trial(0), Trial(1, epochs: 1), Trial(2, rate: 1e6)];
        torch.Train(new FusedTrials(trials), new Endings(told, () => { }), default);
        Assert.Equal([trials[2].Id, trials[1].Id, trials[0].Id], told.Select(t => t.Trial));
        Assert.IsType<TrialOutcome.Diverged>(told[0].Outcome);
    }

    [Fact]
    public void What_ended_before_the_memory_did_is_not_trained_again()
    {
        int calls = 0;
        List<int> admitted = [];
        using var leave = new CancellationTokenSource();
        using var torch = Together.Torch(admit: trials =>
        {
            admitted.Add(trials);
            if (++calls != 1)
                return;
            leave.Cancel();
            throw new ExternalException("CUDA out of memory.");
        });
        List<(TrialId, TrialOutcome)> told = [];
        torch.Train(new FusedTrials([Trial(0), Trial(1), Trial(2)]) { Stops = [leave.Token, default, default] },
            new Endings(told, () => { }), default);
        Assert.Equal([3, 1, 1], admitted);
        Assert.Equal(3, told.Count);
    }

    [Fact]
    public void Keys_say_which_trials_train_together()
    {
        using var torch = Together.Torch(groupSize: 5);
        Assert.Equal(5, torch.MaxFusedTrials);
        Assert.NotNull(torch.FusionKeyOf(Trial(0)));
        Assert.Equal(torch.FusionKeyOf(Trial(0)), torch.FusionKeyOf(Trial(1, epochs: 1, rate: 0.1)));
        Assert.NotEqual(torch.FusionKeyOf(Trial(0)), torch.FusionKeyOf(Invented.Trial(0, ("batchSize", Invented.Number(16)))));
        Assert.Null(torch.FusionKeyOf(Invented.Trial(0, ("architecture", Invented.Text("no-such")))));
    }

    private static TrialDescription Trial(int seed, int epochs = 3, double rate = 0.001) =>
        Invented.Trial(seed, ("trainSamples", Invented.Number(150)),
        ("batchSize", Invented.Number(32)), ("epochs", Invented.Number(epochs)), ("learningRate", Invented.Number(rate)));

    private sealed class Endings(List<(TrialId, TrialOutcome)> told, Action onEpoch) : ITrainingObserver
    {
        public Together Together { get; } = new();

        public void EpochCompleted(TrialId trial, EpochMetrics metrics)
        {
            Together.EpochCompleted(trial, metrics);
            onEpoch();
        }

        public void TrialEnded(TrialId trial, TrialOutcome outcome) => told.Add((trial, outcome));
    }
}
