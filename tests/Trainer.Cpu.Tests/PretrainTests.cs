using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Two phases: the same network first on another dataset.</summary>
public sealed class PretrainTests
{
    [Fact]
    public void Both_phases_are_recorded_and_neither_overwrites_the_other()
    {
        var (outcome, recorder) = Recorder.Train(Trial(epochs: 2, before: 3));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal([1, 2, 3, 4, 5], recorder.Heard.Select(h => h.Metrics.Epoch));
        Assert.All(recorder.Heard.Take(3), h =>
            Assert.All(h.Metrics.Values, v => Assert.StartsWith(MetricCatalogue.PretrainPrefix, v.Key, StringComparison.Ordinal)));
        Assert.All(recorder.Heard.Skip(3), h => Assert.All(h.Metrics.Values, v => Assert.Contains(v.Key, MetricCatalogue.Names)));
        Assert.Equal(recorder.Heard[0].Metrics.Values.Select(v => v.Key),
            recorder.Heard[3].Metrics.Values.Select(v => MetricCatalogue.PretrainPrefix + v.Key));
    }

    [Fact]
    public void The_seconds_of_a_training_are_those_of_both_phases()
    {
        var recorder = Recorder.Train(Trial(epochs: 2, before: 3)).Recorder;
        double Seconds(string metric) => recorder.Heard.SelectMany(h => h.Metrics.Values).Where(v => v.Key == metric).Sum(v => v.Value);
        Assert.Equal(Seconds("trainSeconds") + Seconds("pretrain.trainSeconds"), Seconds("totalSeconds"), 1e-9);
        Assert.Equal(0, Seconds("pretrain.totalSeconds"));
    }

    [Fact]
    public void The_last_phase_starts_from_the_weights_of_the_first()
    {
        double alone = First(Recorder.Train(Invented.Trial(0, ("epochs", Invented.Number(1)), Slow)).Recorder);
        double after = First(Recorder.Train(Trial(epochs: 1, before: 4, Slow)).Recorder);
        Assert.True(after < alone - 0.1, $"train loss {after} after a first phase on the same images, {alone} without");

        static double First(Recorder recorder) =>
            recorder.Heard[^1].Metrics.Values.Single(v => v.Key == MetricCatalogue.TrainLoss.Name).Value;
    }

    [Fact]
    public void Each_phase_has_its_own_dataset_optimizer_rate_and_length()
    {
        var seen = new List<string>();
        var trainer = new TrialTrainer(new CpuEngine(), (dataset, _) =>
        {
            seen.Add(dataset.Label);
            return Invented.Stripes;
        }, TimeProvider.System);
        var trial = Invented.Trial(0, ("epochs", Invented.Number(1)), ("pretrain", new SettingValue.Group(
        [
            new("name", Invented.Text("mnist")), new("epochs", Invented.Number(2)), new("optimizer", Invented.Text("adam")),
            new("learningRate", Invented.Number(1e38)), new("batchSize", Invented.Number(10)), new("trainSamples", Invented.Number(20)),
        ])));
        // Diverges by the first phase's rate, in its second step of ten images.
        var diverged = Assert.IsType<TrialOutcome.Diverged>(Recorder.Train(trial, trainer: trainer).Outcome);
        Assert.True(diverged.Step <= 4, diverged.ToString());
        Assert.Equal(["mnist"], seen);
        seen.Clear();
        Recorder.Train(Trial(epochs: 1, before: 1), trainer: trainer);
        Assert.Equal(["mnist", "stripes"], seen);
    }

    [Fact]
    public void Gray_images_are_colourised_for_a_first_phase_before_images_in_color()
    {
        // The last phase's images are the same, colourised by hand: both phases have networks of three channels.
        var gray = Invented.Stripes;
        var colors = new Dataset("colors", 3, 28, 28, gray.Task, InColor(gray.Train), InColor(gray.Test));
        var trainer = new TrialTrainer(new CpuEngine(), (dataset, _) => dataset.Label == "colors" ? colors : gray, TimeProvider.System);
        var (outcome, recorder) = Recorder.Train(Invented.Trial(0, ("dataset", Invented.Text("colors")), ("epochs", Invented.Number(1)),
            ("pretrain", Invented.Group(("name", Invented.Text("stripes")), ("epochs", Invented.Number(1)),
                ("preprocessing", Invented.Text("colourise"))))), trainer: trainer);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        // The first phase is that of the colors themselves.
        var (_, same) = Recorder.Train(Invented.Trial(0, ("dataset", Invented.Text("colors")), ("epochs", Invented.Number(1)),
            ("pretrain", Invented.Group(("name", Invented.Text("colors")), ("epochs", Invented.Number(1))))), trainer: trainer);
        Assert.Equal(same.Bits, recorder.Bits);

        static DatasetSplit InColor(DatasetSplit split) => split with
        {
            Samples = new SampleValues.Bytes([.. split.Images.Chunk(784).SelectMany(image => image.Concat(image).Concat(image))]),
        };
    }

    [Fact]
    public void The_batches_of_the_last_phase_do_not_depend_on_the_first()
    {
        // At a rate that changes nothing the losses of an epoch are those of its batches alone.
        var still = ("learningRate", Invented.Number(1e-30));
        var one = Recorder.Train(Trial(epochs: 1, before: 1, still, Plain)).Recorder;
        var two = Recorder.Train(Trial(epochs: 1, before: 2, still, Plain)).Recorder;
        var none = Recorder.Train(Invented.Trial(0, ("epochs", Invented.Number(1)), still, Plain)).Recorder;
        Assert.Equal(Last(none), Last(one));
        Assert.Equal(Last(none), Last(two));

        static double Last(Recorder recorder) =>
            recorder.Heard[^1].Metrics.Values.Single(v => v.Key == MetricCatalogue.TrainLoss.Name).Value;
    }

    [Fact]
    public void A_head_for_other_classes_starts_anew()
    {
        var two = new Dataset("halves", 1, 28, 28, 2, Halves(Invented.Stripes.Train), Halves(Invented.Stripes.Test));
        var trainer = new TrialTrainer(new CpuEngine(), (dataset, _) => dataset.Label == "mnist" ? two : Invented.Stripes,
            TimeProvider.System);
        Assert.IsType<TrialOutcome.Completed>(Recorder.Train(Trial(epochs: 1, before: 1), trainer: trainer).Outcome);
    }

    [Theory]
    [InlineData(1)] // within the first phase
    [InlineData(2)] // at its end
    [InlineData(3)] // within the last
    public void A_training_that_was_stopped_in_either_phase_goes_on_bit_for_bit(int afterEpoch)
    {
        using var temporary = new TemporaryFolder();
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) =>
            Invented.Stripes, TimeProvider.System, new CheckpointFolder(temporary.FullName));
        var trial = Trial(epochs: 2, before: 2);
        long[] whole = Recorder.Train(trial).Recorder.Bits;
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var first = new Recorder
        {
            OnEpoch = () =>
            {
                if (++epochs == afterEpoch)
                    stop.Cancel();
            },
        };
        var each = new CheckpointPlan(EveryEpochs: 1);
        Assert.IsType<TrialOutcome.Cancelled>(trainer.Train(new FusedTrials([trial]) { Checkpoints = [each] }, first, stop.Token).Single());
        var second = new Recorder();
        Assert.IsType<TrialOutcome.Completed>(trainer.Train(new FusedTrials([trial]) { Checkpoints = [each] }, second, default).Single());
        Assert.Equal(whole, second.Bits);
        Assert.Single(Directory.GetFiles(temporary.FullName)); // the first phase, which other trials may start from
    }

    private static (string, SettingValue) Slow => ("learningRate", Invented.Number(0.003));

    private static (string, SettingValue) Plain => ("optimizer", Invented.Text("sgd"));

    private static TrialDescription Trial(int epochs, int before, params (string, SettingValue)[] settings) => Invented.Trial(0,
    [
        ("epochs", Invented.Number(epochs)),
        ("pretrain", new SettingValue.Group([new("name", Invented.Text("mnist")), new("epochs", Invented.Number(before))])),
        .. settings,
    ]);

    private static DatasetSplit Halves(DatasetSplit split) => new(split.Images, [.. split.Labels.Select(c => (byte)(c % 2))]);
}
