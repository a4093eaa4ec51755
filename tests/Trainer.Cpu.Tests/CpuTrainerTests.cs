using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Data;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

public sealed class CpuTrainerTests
{
    [Fact]
    public void A_trial_learns_and_reports_each_epoch()
    {
        var (outcome, recorder) = Recorder.Train(Invented.Trial(0, ("epochs", Invented.Number(4))));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal([1, 2, 3, 4], recorder.Heard.Select(h => h.Metrics.Epoch));
        Assert.True(recorder.Of(MetricCatalogue.TestAccuracy.Name)[^1] > 0.9,
            $"accuracy {recorder.Of(MetricCatalogue.TestAccuracy.Name)[^1]}");
        Assert.True(recorder.Of(MetricCatalogue.TrainLoss.Name)[^1] < recorder.Of(MetricCatalogue.TrainLoss.Name)[0]);
        Assert.All(recorder.Of(MetricCatalogue.TrainSeconds.Name), s => Assert.True(s > 0));
        Assert.DoesNotContain(recorder.Heard[0].Metrics.Values, v => v.Key == MetricCatalogue.ValidationAccuracy.Name);
    }

    [Fact]
    public void A_rerun_is_bit_identical_at_every_vector_width()
    {
        foreach (var kernels in KernelSet.Supported)
        {
            var trial = Invented.Trial(3, ("activation", Invented.Text("rrelu")), ("validationSplit", Invented.Number(0.2)));
            Assert.Equal(Recorder.Train(trial, default, Recorder.Trainer(kernels)).Recorder.Bits,
                Recorder.Train(trial, default, Recorder.Trainer(kernels)).Recorder.Bits);
        }
    }

    [Fact]
    public void What_trains_beside_a_trial_does_not_change_its_bits()
    {
        var trainer = Recorder.Trainer();
        var trials = Enumerable.Range(0, 3).Select(seed => Invented.Trial(seed)).ToArray();
        var alone = trials.Select(t => Recorder.Train(t, default, trainer).Recorder.Bits).ToArray();
        var together = new long[3][];
        Parallel.For(0, 3, i => together[i] = Recorder.Train(trials[i], default, trainer).Recorder.Bits);
        Assert.Equal(alone, together);
        Assert.NotEqual(alone[0], alone[1]);
    }

    [Fact]
    public void A_diverged_trial_reports_its_step_and_leaves_its_neighbours_alone()
    {
        var wild = Invented.Trial(0, ("learningRate", Invented.Number(1e6)));
        var calm = Invented.Trial(0);
        var recorder = new Recorder();
        var outcomes = Recorder.Trainer().Train(new FusedTrials([wild, calm]), recorder, default);
        var diverged = Assert.IsType<TrialOutcome.Diverged>(outcomes[0]);
        Assert.Equal(1, diverged.Epoch);
        Assert.InRange(diverged.Step, 2, 10);
        Assert.IsType<TrialOutcome.Completed>(outcomes[1]);
        Assert.All(recorder.Heard, h => Assert.Equal(calm.Id, h.Trial));
        Assert.Equal(Recorder.Train(calm).Recorder.Bits, recorder.Bits);
    }

    [Fact]
    public void A_stop_cancels_what_is_unfinished()
    {
        using var stop = new CancellationTokenSource();
        var recorder = new Recorder { OnEpoch = stop.Cancel };
        var outcomes = Recorder.Trainer().Train(new FusedTrials([Invented.Trial(0), Invented.Trial(1)]), recorder, stop.Token);
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Cancelled>(o));
        Assert.Single(recorder.Heard);
    }

    [Fact]
    public void Missing_data_is_a_failure_of_data()
    {
        var trainer = new TrialTrainer(new CpuEngine(), (dataset, _) =>
            throw new DatasetException(dataset.Label, null, "missing.", "Fetch it."), TimeProvider.System);
        var failed = Assert.IsType<TrialOutcome.Failed>(Recorder.Train(Invented.Trial(), default, trainer).Outcome);
        Assert.Equal(FailureKind.Data, failed.Kind);
        Assert.Contains("stripes: missing. Fetch it.", failed.Message);
    }

    [Fact]
    public void Images_too_small_for_the_network_are_a_failure_of_data()
    {
        var split = new DatasetSplit(new byte[64 * 2], [0, 1]);
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => new Dataset("tiny", 1, 8, 8, 2, split, split), TimeProvider.System);
        var failed = Assert.IsType<TrialOutcome.Failed>(Recorder.Train(Invented.Trial(), default, trainer).Outcome);
        Assert.Equal(FailureKind.Data, failed.Kind);
        Assert.Contains("conv2", failed.Message);
    }

    [Theory]
    [InlineData("activation", "no-such", "There is no activation 'no-such'")]
    [InlineData("architecture", "no-such", "There is no architecture 'no-such'")]
    [InlineData("optimizer", "no-such", "There is no optimizer 'no-such'")]
    [InlineData("initialization", "no-such", "There is no initialization 'no-such'")]
    [InlineData("colour", "red", "'colour' is not a setting")]
    public void A_configuration_that_cannot_be_trained_says_why(string name, string value, string expected)
    {
        var failed = Assert.IsType<TrialOutcome.Failed>(Recorder.Train(Invented.Trial(0, (name, Invented.Text(value)))).Outcome);
        Assert.Equal(FailureKind.Exception, failed.Kind);
        Assert.Contains(expected, failed.Message);
    }

    [Fact]
    public void Training_images_are_augmented_in_each_epoch_anew_and_those_that_judge_never()
    {
        // A rate so small that no weight changes, and batches of equal size: losses differ by the images alone.
        (string, SettingValue)[] still =
            [("learningRate", Invented.Number(1e-30)), ("validationSplit", Invented.Number(0.25)), ("batchSize", Invented.Number(50))];
        var plain = Losses(still);
        var augmented = Losses([.. still, ("augmentation", Invented.Text("crop-flip"))]);
        Assert.Equal(plain[MetricCatalogue.TestLoss.Name], augmented[MetricCatalogue.TestLoss.Name]);
        Assert.Equal(plain[MetricCatalogue.ValidationLoss.Name], augmented[MetricCatalogue.ValidationLoss.Name]);
        Assert.Equal(plain[MetricCatalogue.TrainLoss.Name][0], plain[MetricCatalogue.TrainLoss.Name][1], 1e-5);
        Assert.NotEqual(augmented[MetricCatalogue.TrainLoss.Name][0], augmented[MetricCatalogue.TrainLoss.Name][1], 1e-4);
        Assert.NotEqual(plain[MetricCatalogue.TrainLoss.Name][0], augmented[MetricCatalogue.TrainLoss.Name][0], 1e-4);

        static Dictionary<string, double[]> Losses((string, SettingValue)[] settings) => Recorder.Train(Invented.Trial(0, settings))
            .Recorder.Heard.SelectMany(heard => heard.Metrics.Values).GroupBy(value => value.Key)
            .ToDictionary(g => g.Key, g => g.Select(v => v.Value).ToArray());
    }

    [Fact]
    public void Validation_images_are_kept_apart_and_measured()
    {
        var (_, recorder) = Recorder.Train(Invented.Trial(0, ("validationSplit", Invented.Number(0.25))));
        Assert.All(recorder.Of(MetricCatalogue.ValidationAccuracy.Name), a => Assert.InRange(a, 0, 1));
        Assert.All(recorder.Of(MetricCatalogue.ValidationLoss.Name), l => Assert.True(l > 0));
    }

    [Fact]
    public void A_users_formula_trains_like_the_same_catalogue_entry()
    {
        var own = new SettingValue.Group(
        [
            new("name", Invented.Text("mine")),
            new("formula", Invented.Text("max(x,0)")),
        ]);
        Assert.Equal(Recorder.Train(Invented.Trial(0, ("activation", Invented.Text("relu")))).Recorder.Bits,
            Recorder.Train(Invented.Trial(0, ("activation", own))).Recorder.Bits);
    }
}
