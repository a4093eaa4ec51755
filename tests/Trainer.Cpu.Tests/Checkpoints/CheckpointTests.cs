using Microsoft.Extensions.Time.Testing;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests.Checkpoints;

/// <summary>Trainings that are stopped and go on: the same bits as if they had never stopped.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly CheckpointPlan Each = new(EveryEpochs: 1);

    private readonly TemporaryFolder temporary = new();

    private CheckpointFolder Folder => new(Path.Combine(temporary.FullName, "checkpoints"));

    private string[] Files => Directory.Exists(Folder.Path)
        ? [.. Directory.GetFiles(Folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];

    public void Dispose() => temporary.Dispose();

    public static TheoryData<string> Optimizers => ["sgd", "adam", "nadam", "schedule-free-adamw"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_training_that_was_stopped_goes_on_bit_for_bit(string optimizer)
    {
        var trial = Long(optimizer);
        var whole = Recorder.Train(trial).Recorder.Bits;
        Stop(trial, afterEpoch: 2);
        Assert.Equal([$"{trial.Id}.checkpoint.safetensors"], Files);

        var (outcome, recorder) = Train(trial, Each);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal(whole, recorder.Bits); // the epochs before the stop are told again
        Assert.Equal([1, 2, 3, 4], recorder.Heard.Select(h => h.Metrics.Epoch));
        Assert.Empty(Files);
        Assert.Empty(recorder.Notes);
    }

    // The rate drops after epochs 2 and 3 at the latest: no loss is a tenth of the one before.
    [Fact]
    public void A_rate_that_follows_a_metric_goes_on_as_if_it_had_never_stopped()
    {
        var plateau = Invented.Group(("name", Invented.Text("plateau")), ("patience", Invented.Number(0)),
            ("threshold", Invented.Number(0.9)), ("metric", Invented.Text("validationLoss")));
        TrialDescription Following(SettingValue schedule) => Invented.Trial(2, ("epochs", Invented.Number(5)),
            ("validationSplit", Invented.Number(0.1)),
            ("learningRate", Invented.Group(("value", Invented.Number(0.002)), ("schedule", schedule))));
        var trial = Following(plateau);
        var whole = Recorder.Train(trial).Recorder;
        Assert.NotEqual(Recorder.Train(Following(Invented.Text("constant"))).Recorder.Bits, whole.Bits);
        Stop(trial, afterEpoch: 3);
        Assert.Equal(whole.Bits, Train(trial, Each).Recorder.Bits);
    }

    [Fact]
    public void What_was_trained_before_the_stop_is_not_trained_again()
    {
        var trial = Long("sgd");
        double[] before = Stop(trial, afterEpoch: 3).Of(MetricCatalogue.TrainSeconds.Name);
        Assert.Equal(before, Train(trial, Each).Recorder.Of(MetricCatalogue.TrainSeconds.Name)[..3]);
    }

    [Fact]
    public void A_divergence_after_a_stop_has_the_step_of_the_whole_training()
    {
        var trial = Invented.Trial(3, ("epochs", Invented.Number(6)), ("learningRate", Invented.Number(3)));
        var expected = Assert.IsType<TrialOutcome.Diverged>(Recorder.Train(trial).Outcome);
        if (expected.Epoch > 1)
            Stop(trial, afterEpoch: expected.Epoch - 1);
        Assert.Equal(expected, Train(trial, Each).Outcome);
        Assert.Empty(Files);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("empty")]
    [InlineData("text")]
    public void A_damaged_checkpoint_is_told_and_ignored(string damage)
    {
        var trial = Long("adam");
        var whole = Recorder.Train(trial).Recorder.Bits;
        Stop(trial, afterEpoch: 2);
        string file = Path.Combine(Folder.Path, Files.Single());
        byte[] bytes = File.ReadAllBytes(file);
        switch (damage)
        {
            case "cut":
                File.WriteAllBytes(file, bytes[..^100]);
                break;
            case "flipped":
                bytes[^10] ^= 1;
                File.WriteAllBytes(file, bytes);
                break;
            case "empty":
                File.WriteAllBytes(file, []);
                break;
            default:
                File.WriteAllText(file, "{ \"weights\": \"none of those\" }, and something more");
                break;
        }
        var (outcome, recorder) = Train(trial, Each);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal(whole, recorder.Bits);
        Assert.Contains($"The checkpoint {file} is damaged", Assert.Single(recorder.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_of_another_engine_is_told_and_ignored()
    {
        var trial = Long("sgd");
        Stop(trial, afterEpoch: 1);
        var other = Kernels.KernelSet.Supported.FirstOrDefault(set => set.Name != Kernels.KernelSet.Best.Name);
        Assert.SkipUnless(other is not null, "This machine has one vector width only.");
        var recorder = new Recorder();
        var trainer = new TrialTrainer(new CpuEngine(other!), (_, _) => Invented.Stripes, TimeProvider.System, Folder);
        Assert.IsType<TrialOutcome.Completed>(trainer.Train(new FusedTrials([trial]) { Checkpoints = [Each] }, recorder, default).Single());
        Assert.Contains($"was computed by 'cpu {Kernels.KernelSet.Best.Name}'; this is 'cpu {other!.Name}'", Assert.Single(recorder.Notes),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one is missing")]
    [InlineData("one has another shape")]
    [InlineData("one is unknown")]
    public void A_checkpoint_with_other_tensors_is_told_and_ignored(string difference)
    {
        var trial = Long("adam");
        var whole = Recorder.Train(trial).Recorder.Bits;
        Stop(trial, afterEpoch: 2);
        var saved = Folder.Find(trial.Id, $"cpu {Kernels.KernelSet.Best.Name}", out _)!;
        var (first, others) = (saved.Tensors[0], saved.Tensors.Skip(1));
        Assert.Null(Folder.Write(saved with
        {
            Tensors = difference switch
            {
                "one is missing" => [.. others],
                "one has another shape" => [first with { Shape = [.. first.Shape, 1] }, .. others],
                _ => [first with { Name = "unknown" }, .. saved.Tensors],
            },
        }));
        var (outcome, recorder) = Train(trial, Each);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Equal(whole, recorder.Bits);
        Assert.Contains("other tensors than this trial's network and optimizer", Assert.Single(recorder.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_in_which_each_element_has_the_number_of_the_trial_is_readable()
    {
        var trial = Long(Invented.Group(("name", Invented.Text("mine")), ("update", Invented.Text("k = k + 1; w = w - rate*g/sqrt(k)")),
            ("state", Invented.Text("k"))));
        var whole = Recorder.Train(trial).Recorder.Bits;
        Stop(trial, afterEpoch: 2);
        var saved = Folder.Find(trial.Id, $"cpu {Kernels.KernelSet.Best.Name}", out _)!;
        var number = Assert.Single(saved.Tensors, t => t.Name == "optimizer.k");
        var weights = saved.Tensors.Where(t => t.Name.EndsWith(".weight", StringComparison.Ordinal)).Select(t =>
            new NamedTensor($"optimizer.k/{t.Name}", t.Shape, [.. t.Values.Select(_ => number.Values[0])]));
        Assert.Null(Folder.Write(saved with { Tensors = [.. saved.Tensors.Where(t => t != number), .. weights] }));
        var recorder = Train(trial, Each).Recorder;
        Assert.Empty(recorder.Notes);
        Assert.Equal(whole, recorder.Bits);
    }

    [Fact]
    public void Another_trials_checkpoint_is_told_and_ignored()
    {
        Stop(Long("sgd"), afterEpoch: 1);
        var trial = Long("adam");
        File.Move(Path.Combine(Folder.Path, Files.Single()), Path.Combine(Folder.Path, $"{trial.Id}.checkpoint.safetensors"));
        Assert.Contains("is of the trial", Assert.Single(Train(trial, Each).Recorder.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void Checkpoints_are_written_every_so_many_epochs(int every, int expected)
    {
        int written = 0;
        DateTime last = default;
        var recorder = new Recorder();
        var observer = new Watcher(recorder, () =>
        {
            if (Files is not [var name])
                return;
            var at = File.GetLastWriteTimeUtc(Path.Combine(Folder.Path, name));
            written += at == last ? 0 : 1;
            last = at;
        });
        var trial = Invented.Trial(0, ("epochs", Invented.Number(6)));
        Trainer().Train(new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(every)] }, observer, default);
        Assert.Equal(expected, written); // that of epoch 6 would be one of a training that is done
    }

    [Fact]
    public void Unless_the_plan_says_so_only_what_takes_a_minute_is_saved()
    {
        var time = new FakeTimeProvider();
        var seen = new List<int>();
        var trial = Invented.Trial(0, ("epochs", Invented.Number(5)));
        var observer = new Watcher(new Recorder(), () =>
        {
            seen.Add(Files.Length);
            time.Advance(TimeSpan.FromSeconds(25)); // epochs 1 to 3 take 75 s together
        });
        new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, time, Folder).Train(new FusedTrials([trial]), observer, default);
        Assert.Equal([0, 0, 0, 1, 1], seen); // looked at before the epoch's own checkpoint
    }

    [Fact]
    public void Kept_weights_are_a_safetensors_file_of_the_trained_network()
    {
        var trial = Long("adam");
        Train(trial, new CheckpointPlan(EveryEpochs: null, KeepsWeights: true));
        Assert.Equal([$"{trial.Id}.weights.safetensors"], Files);
        using var file = File.OpenRead(Path.Combine(Folder.Path, Files.Single()));
        var (metadata, tensors) = SafeTensors.Read(file);
        Assert.Equal(trial.Configuration.CanonicalJson, metadata["configuration"]);
        Assert.Equal(["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "conv3.weight", "conv3.bias", "linear1.weight",
            "linear1.bias"],
            tensors.Select(t => t.Name));
        Assert.Equal([10, 1, 5, 5], tensors[0].Shape);
        Assert.All(tensors, t => Assert.All(t.Values, v => Assert.True(float.IsFinite(v))));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_stops_no_training()
    {
        string file = Path.Combine(temporary.FullName, "checkpoints");
        File.WriteAllText(file, "a file where the folder should be");
        var (outcome, recorder) = Train(Long("sgd"), Each);
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Contains(recorder.Notes, note => note.Contains("No checkpoint could be written", StringComparison.Ordinal));
    }

    [Fact]
    public void A_spec_that_asks_for_checkpoints_where_no_folder_is_named_is_told_once()
    {
        var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System);
        var recorder = new Recorder();
        for (int seed = 0; seed < 2; seed++)
            trainer.Train(new FusedTrials([Invented.Trial(seed)]) { Checkpoints = [Each] }, recorder, default);
        Assert.Contains("--checkpoints", Assert.Single(recorder.Notes), StringComparison.Ordinal);
    }

    private static TrialDescription Long(string optimizer) =>
        Long(optimizer == "sgd" ? Invented.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.9)))
            : Invented.Text(optimizer));

    private static TrialDescription Long(SettingValue optimizer) => Invented.Trial(1, ("epochs", Invented.Number(4)),
        ("optimizer", optimizer), ("activation", Invented.Text("rrelu")), ("learningRate", Invented.Number(0.002)),
        ("validationSplit", Invented.Number(0.1)));

    private TrialTrainer Trainer() => new(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System, Folder);

    private (TrialOutcome Outcome, Recorder Recorder) Train(TrialDescription trial, CheckpointPlan plan)
    {
        var recorder = new Recorder();
        return (Trainer().Train(new FusedTrials([trial]) { Checkpoints = [plan] }, recorder, default).Single(), recorder);
    }

    private Recorder Stop(TrialDescription trial, int afterEpoch)
    {
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var recorder = new Recorder
        {
            OnEpoch = () =>
            {
                if (++epochs == afterEpoch)
                    stop.Cancel();
            },
        };
        Assert.IsType<TrialOutcome.Cancelled>(Trainer().Train(new FusedTrials([trial]) { Checkpoints = [Each] }, recorder, stop.Token)
            .Single());
        return recorder;
    }

    private sealed class Watcher(Recorder recorder, Action epochEnded) : ITrainingObserver
    {
        public void EpochCompleted(TrialId trial, EpochMetrics metrics)
        {
            recorder.EpochCompleted(trial, metrics);
            epochEnded();
        }
    }
}
