using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Folds, early stopping, budgets and label noise in trainings.</summary>
public sealed class ProtocolTests : IDisposable
{
    private static readonly SettingValue Patient = Stopping(patience: 2);

    private readonly TemporaryFolder temporary = new();

    private CheckpointFolder Folder => new(Path.Combine(temporary.FullName, "checkpoints"));

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_trial_of_a_fold_is_judged_on_the_samples_that_it_does_not_train_on()
    {
        // The seventh part of 600 + 150 samples: 107 of them, or 108.
        var (outcome, recorder) = Recorder.Train(Invented.Trial(0, ("fold", Invented.Text("7/7"))));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double right = recorder.Of("testAccuracy")[^1] * 107;
        Assert.Equal(Math.Round(right), right, 1e-9);
    }

    [Fact]
    public void Folds_of_the_training_samples_and_a_validation_part_of_the_rest_go_together()
    {
        var (outcome, recorder) = Recorder.Train(Invented.Trial(0, ("fold", Invented.Text("1/3")), ("foldsOf", Invented.Text("train")),
            ("validationSplit", Invented.Number(0.25)), ("trainSamples", Invented.Number(200))));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double right = recorder.Of("testAccuracy")[^1] * 200, validated = recorder.Of("validationAccuracy")[^1] * 100;
        Assert.Equal(Math.Round(right), right, 1e-9);
        Assert.Equal(Math.Round(validated), validated, 1e-9);
    }

    [Fact]
    public void Numbers_are_predicted_on_held_out_folds()
    {
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Invented.Numbers, TimeProvider.System);
        var recorder = Recorder.Train(Invented.NumberTrial(0, ("fold", Invented.Text("2/5"))), trainer: trainer).Recorder;
        Assert.All(recorder.Of("testMse"), mse => Assert.True(double.IsFinite(mse)));
    }

    [Fact]
    public void The_last_epoch_of_a_training_that_ends_early_is_that_of_its_best_network()
    {
        var (_, whole) = Recorder.Train(Bouncing(("epochs", Invented.Number(20))));
        var (outcome, stopped) = Recorder.Train(Bouncing(("epochs", Invented.Number(20)), ("earlyStopping", Patient)));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double[] validation = whole.Of("validationAccuracy");
        int best = 0, last = 0;
        for (; last < validation.Length && last - best < 2 + 1; last++)
            best = validation[last] > validation[best] ? last : best;
        // The epoch at which patience ends, and that before with the most.
        Assert.True(last < 20, "the training was to end early");
        Assert.Equal(last, stopped.Heard.Count);
        Assert.Equal(best + 1, stopped.Heard[^1].Metrics.Values.Single(v => v.Key == "bestEpoch").Value);
        Assert.Equal(whole.Of("testAccuracy")[best], stopped.Of("testAccuracy")[^1]);
        Assert.Equal(whole.Of("testLoss")[best], stopped.Of("testLoss")[^1]);
        Assert.Equal(validation[best], stopped.Of("validationAccuracy")[^1]);
        Assert.Equal(whole.Of("trainLoss")[last - 1], stopped.Of("trainLoss")[^1]);
        Assert.Equal(validation[..(last - 1)], stopped.Of("validationAccuracy")[..^1]);
    }

    [Fact]
    public void The_best_epoch_is_also_restored_where_all_epochs_were_trained()
    {
        var (_, whole) = Recorder.Train(Bouncing(("epochs", Invented.Number(5))));
        var (_, restored) = Recorder.Train(Bouncing(("epochs", Invented.Number(5)), ("earlyStopping", Stopping(patience: 100))));
        Assert.Equal(whole.Of("validationAccuracy").Max(), restored.Of("validationAccuracy")[^1]);
        Assert.Equal(5, restored.Heard.Count);
    }

    [Fact]
    public void Without_restoring_the_last_network_is_judged()
    {
        var (_, whole) = Recorder.Train(Bouncing(("epochs", Invented.Number(20))));
        var (_, stopped) = Recorder.Train(Bouncing(("epochs", Invented.Number(20)),
            ("earlyStopping", Stopping(patience: 2, restores: false))));
        Assert.Equal(whole.Of("testLoss")[..stopped.Heard.Count], stopped.Of("testLoss"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_training_that_was_stopped_and_goes_on_ends_with_the_same_best_network(int stopAfter)
    {
        var trial = Bouncing(("epochs", Invented.Number(20)), ("earlyStopping", Patient));
        var whole = Recorder.Train(trial).Recorder;
        int epochs = 0;
        using var stop = new CancellationTokenSource();
        Train(trial, stop.Token, () =>
        {
            if (++epochs == stopAfter)
                stop.Cancel();
        });
        Assert.Single(Directory.GetFiles(Folder.Path));
        Assert.Equal(whole.Bits, Train(trial, default, () => { }).Bits);
    }

    [Fact]
    public void Multiply_adds_pay_for_whole_epochs()
    {
        var facts = Recorder.Train(Invented.Trial(0)).Recorder.Heard[^1].Metrics.Values.ToDictionary();
        double ofEpoch = 3 * facts["multiplyAdds"] * Invented.Train;
        var (_, recorder) = Recorder.Train(Invented.Trial(0, ("budget", Budget("multiplyAdds", 3.9 * ofEpoch)),
            ("epochs", Invented.Number(1))));
        Assert.Equal(3, recorder.Heard.Count);
    }

    [Fact]
    public void A_training_ends_when_its_seconds_are_used_up()
    {
        // Each look at the clock takes a second: an epoch takes one.
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, new Ticking());
        var (outcome, recorder) = Recorder.Train(Invented.Trial(0, ("budget", Budget("seconds", 4.5)), ("epochs", Invented.Number(1))),
            trainer: trainer);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        double each = recorder.Of("trainSeconds")[0];
        Assert.Equal((int)(4.5 / each), recorder.Heard.Count);
    }

    [Fact]
    public void A_budget_that_pays_for_no_epoch_fails_with_the_remedy()
    {
        var outcome = Recorder.Train(Invented.Trial(0, ("budget", Budget("multiplyAdds", 10)), ("epochs", Invented.Number(1)))).Outcome;
        Assert.Contains("pays for no epoch", Assert.IsType<TrialOutcome.Failed>(outcome).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_labels_are_learned_and_the_test_stays_clean()
    {
        TrialDescription Noisy(double rate) => Invented.Trial(0, ("labelNoise", Invented.Number(rate)), ("epochs", Invented.Number(6)));
        var clean = Recorder.Train(Invented.Trial(0, ("epochs", Invented.Number(6)))).Recorder;
        var noisy = Recorder.Train(Noisy(0.4)).Recorder;
        Assert.True(noisy.Of("trainLoss")[^1] > clean.Of("trainLoss")[^1] + 0.3);
        Assert.True(noisy.Of("testAccuracy")[^1] > 0.7, "what the clean test shows is above the share of right labels");
    }

    private Recorder Train(TrialDescription trial, CancellationToken stop, Action onEpoch)
    {
        var recorder = new Recorder { OnEpoch = onEpoch };
        new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System, Folder)
            .Train(new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 1)] }, recorder, stop);
        return recorder;
    }

    // The accuracy on few samples goes up and down.
    private static TrialDescription Bouncing(params (string Name, SettingValue Value)[] settings) => Invented.Trial(1,
        [("learningRate", Invented.Number(0.015)), ("validationSplit", Invented.Number(0.1)), .. settings]);

    private static SettingValue Stopping(int patience, bool restores = true) => Invented.Group(("name", Invented.Text("patience")),
        ("patience", Invented.Number(patience)), ("restoreBest", new SettingValue.Flag(restores)));

    private static SettingValue Budget(string name, double value) =>
        Invented.Group(("name", Invented.Text(name)), (name, Invented.Number(value)));

    private sealed class Ticking : TimeProvider
    {
        private long ticks;

        public override long GetTimestamp() => ticks += TimestampFrequency;
    }
}
