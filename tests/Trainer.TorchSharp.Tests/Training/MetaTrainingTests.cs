using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Tests.Training;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Sessions of meta learning, and trainings by them.</summary>
public sealed class MetaTrainingTests : IDisposable
{
    private const int Train = Blobs.Classes * Blobs.TrainEach;

    private static readonly SettingValue Convolutions =
        Blobs.Group(("name", Blobs.Text("few-shot-cnn-omniglot")), ("width", Blobs.Number(6)));

    private static readonly TorchEngine Engine = new([TorchDevice.Cpu], 1);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("maml")]
    [InlineData("first-order-maml")]
    [InlineData("anil")]
    [InlineData("reptile")]
    public void Classes_never_seen_are_told_apart_after_training(string method)
    {
        var trial = Blobs.Trial(0, [("name", Blobs.Text(method)), ("stepsPerEpoch", Blobs.Number(30))]);
        var (outcomes, heard) = Together.Train(Trainer(), trial);
        Assert.IsType<TrialOutcome.Completed>(outcomes.Single());
        double[] losses = heard.Of(trial, MetricCatalogue.TrainLoss.Name);
        Assert.True(losses[1] < losses[0], $"{losses[0]}, then {losses[1]}");
        double accuracy = heard.Of(trial, MetricCatalogue.TestAccuracy.Name)[1];
        Assert.True(accuracy > 0.55, $"{accuracy}, chance is a third");
    }

    [Fact]
    public void Fused_trials_train_as_they_do_alone()
    {
        TrialDescription[] trials = [Blobs.Trial(0, []), Blobs.Trial(1, []), Blobs.Trial(2, [], ("activation", Blobs.Text("arelu")))];
        var together = Together.Train(Trainer(), trials).Heard;
        foreach (var trial in trials)
        {
            var alone = Together.Train(Trainer(), trial).Heard;
            foreach (string metric in new[] { MetricCatalogue.TrainLoss.Name, MetricCatalogue.TestLoss.Name })
                Together.Close(alone.Of(trial, metric), together.Of(trial, metric), 1e-3, metric);
        }
    }

    [Fact]
    public void A_training_that_was_stopped_goes_on_bit_for_bit()
    {
        var trial = Blobs.Trial(3, [], ("epochs", Blobs.Number(3)), ("architecture", Convolutions));
        var whole = Together.Train(Trainer(), trial).Heard;
        using var stop = new CancellationTokenSource();
        using (var trainer = Trainer(new CheckpointFolder(folder.FullName)))
            trainer.Train(Saved(trial), new Together { OnEpoch = stop.Cancel }, stop.Token);
        var heard = new Together();
        using (var trainer = Trainer(new CheckpointFolder(folder.FullName)))
            Assert.IsType<TrialOutcome.Completed>(trainer.Train(Saved(trial), heard, default).Single());
        Assert.Equal(whole.Bits(trial), heard.Bits(trial));
    }

    [Fact]
    public void A_step_follows_the_mean_over_its_tasks()
    {
        Episode task = Task(0, 4), other = Task(16, 4);
        float[] one = Step([task]), two = Step([other]), both = Step([task, other]), twice = Step([task, task]);
        float[] start = Step([]);
        Assert.All(Enumerable.Range(0, start.Length), i =>
        {
            Assert.Equal(one[i], twice[i], 1e-6f);
            Assert.Equal((one[i] + two[i]) / 2, both[i], 1e-6f);
        });
        Assert.Contains(Enumerable.Range(0, start.Length), i => Math.Abs(one[i] - start[i]) > 1e-3);

        float[] Step(Episode[] tasks)
        {
            using var session = Open(tasks.Length, running: false, ("optimizer", Blobs.Text("sgd")));
            if (tasks.Length > 0)
                session.TrainEpisodes(new MetaEpoch("1", [tasks], [[0.5]]), default);
            return [.. session.Save(0).SelectMany(t => t.Values)];
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Judging_leaves_numbers_and_statistics_as_they_were(bool running)
    {
        using var session = Open(1, running, ("architecture", Convolutions));
        session.TrainEpisodes(new MetaEpoch("1", [[Task(0, 4)]], [[0.1]]), default);
        float[] before = [.. session.Save(0).SelectMany(t => t.Values)];
        var first = session.JudgeEpisodes([[Task(8, 4), Task(16, 4)]], default)[0];
        Assert.Equal(before, session.Save(0).SelectMany(t => t.Values));
        Assert.Equal(first, session.JudgeEpisodes([[Task(8, 4), Task(16, 4)]], default)[0]);
    }

    // Of running statistics each query has its own loss; statistics of all queries make them depend on each other.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Queries_are_judged_by_themselves_with_running_statistics_alone(bool running)
    {
        using var session = Open(1, running, ("architecture", Convolutions));
        session.TrainEpisodes(new MetaEpoch("1", [[Task(0, 4)]], [[0.1]]), default);
        var all = Task(8, 4);
        var parts = Enumerable.Range(0, 4).Select(i => all with { Query = [.. all.Query.Select(q => (int[])[q[i]])] });
        var scores = session.JudgeEpisodes([[all, .. parts]], default)[0];
        double gap = Math.Abs(scores[0].Loss - scores.Skip(1).Average(s => s.Loss));
        Assert.True(running ? gap < 1e-6 : gap > 1e-5, $"{gap}");
    }

    [Fact]
    public void Samples_come_from_both_splits_and_are_turned_by_class()
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        using var sent = new DeviceDatasets();
        var batches = new EpisodeBatches(sent.On(TorchDevice.Cpu, Blobs.Dataset), ScalarType.Float32, Normalization.None);
        Episode first = new([[0, Train], [7, 8]], [], [0, 1]), second = new([[Train + 3, 5], [9, Train + 9]], [], [3, 2]);
        var (input, targets) = batches.Support([first, second], torch.CPU);
        Assert.Equal([4L, 2, 8, 8], input.shape);
        Assert.Equal([0L, 0, 0, 0, 1, 1, 1, 1], targets.reshape(-1).data<long>().ToArray());
        float[] values = input.contiguous().data<float>().ToArray();
        Episode[] tasks = [first, second];
        for (int sample = 0; sample < 4; sample++)
        {
            for (int trial = 0; trial < 2; trial++)
            {
                var (way, shot) = (sample / 2, sample % 2);
                float[] expected = Image(tasks[trial].Support[way][shot]);
                for (int turn = 0; turn < tasks[trial].QuarterTurns[way]; turn++)
                    expected = Turn(expected);
                Assert.Equal(expected, values.AsSpan((sample * 2 + trial) * 64, 64).ToArray());
            }
        }
    }

    private static float[] Image(int number) => [.. (number < Train ? Blobs.Dataset.Train.Images.AsSpan(number * 64, 64)
        : Blobs.Dataset.Test.Images.AsSpan((number - Train) * 64, 64)).ToArray().Select(pixel => pixel / 255f)];

    // Counterclockwise: the last column becomes the first row.
    private static float[] Turn(float[] image) => [.. Enumerable.Range(0, 64).Select(i => image[i % 8 * 8 + 7 - i / 8])];

    // Three classes from one on, a support sample of each.
    private static Episode Task(int first, int queries) => new([.. Enumerable.Range(first, 3).Select(c => (int[])[c * Blobs.TrainEach])],
        [.. Enumerable.Range(first, 3).Select(c => (int[])[.. Enumerable.Range(c * Blobs.TrainEach + 1, queries)])], []);

    private static IMetaSession Open(int tasks, bool running, params (string, SettingValue)[] settings)
    {
        var trial = Blobs.Trial(0, [("tasksPerStep", Blobs.Number(Math.Max(1, tasks))),
            ("batchNorm", Blobs.Text(running ? "running" : "transductive"))], settings);
        using var device = Engine.TakeDevice();
        TrainingTrial member = new(0, trial, TrialSettings.Read(trial.Configuration));
        var phase = new Phase(number: 0, count: 1, [member], (_, _) => Blobs.Dataset, device, default);
        phase.Session.Load(0, phase.StartOf(member));
        return (IMetaSession)phase.Session;
    }

    private static FusedTrials Saved(TrialDescription trial) =>
        new([trial]) { Checkpoints = [CheckpointPlan.Default with { EveryEpochs = 1 }] };

    private static TrialTrainer Trainer(CheckpointFolder? checkpoints = null) =>
        new(new TorchEngine([TorchDevice.Cpu], 8), (_, _) => Blobs.Dataset, TimeProvider.System, checkpoints);
}
