using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>A first phase that several trials start from is trained once.</summary>
public sealed class SharedSourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Trials_that_differ_in_the_last_phase_only_share_their_first_phase_and_are_what_they_are_alone()
    {
        int loads = 0;
        foreach (double rate in new[] { 0.001, 0.01 })
        {
            var trial = Trial(("learningRate", Invented.Number(rate)));
            var (outcome, recorder) = Recorder.Train(trial, trainer: Trainer(() => loads++));
            Assert.IsType<TrialOutcome.Completed>(outcome);
            Assert.Equal(Recorder.Train(trial).Recorder.Bits, recorder.Bits);
        }
        Assert.Equal(1, loads);
        Assert.Single(Sources());
    }

    [Fact]
    public void What_was_reused_is_recorded_with_the_seconds_that_it_took()
    {
        var first = Recorder.Train(Trial(), trainer: Trainer()).Recorder;
        var second = Recorder.Train(Trial(("learningRate", Invented.Number(0.002))), trainer: Trainer()).Recorder;
        Assert.Equal(first.Heard[0].Metrics.Values, second.Heard[0].Metrics.Values);
        Assert.Contains(second.Details, d => d.EndsWith("its weights and metrics are reused.", StringComparison.Ordinal));
        Assert.Empty(second.Notes);
    }

    [Theory]
    [InlineData("activation", "relu")]
    [InlineData("initialization", "he")]
    [InlineData("optimizer", "adam")]
    public void Trials_that_differ_in_what_the_first_phase_reads_share_none(string setting, string level) =>
        Assert.NotEqual(KeyOf(Trial()), KeyOf(Trial((setting, Invented.Text(level)))));

    [Theory]
    [InlineData("freeze", "all-but-head")]
    [InlineData("head", "new")]
    [InlineData("averaging", "ema")]
    [InlineData("dataset", "kmnist")]
    public void Trials_that_differ_in_what_only_the_last_phase_reads_share_theirs(string setting, string level) =>
        Assert.Equal(KeyOf(Trial()), KeyOf(Trial((setting, Invented.Text(level)))));

    [Fact]
    public void How_the_last_phase_ends_and_what_it_holds_out_is_nothing_to_the_first()
    {
        (string, SettingValue)[] protocols =
        [
            ("fold", Invented.Text("1/5")), ("labelNoise", Invented.Number(0.2)),
            ("earlyStopping", Invented.Group(("name", Invented.Text("patience")), ("patience", Invented.Number(2)))),
            ("budget", Invented.Group(("name", Invented.Text("seconds")), ("seconds", Invented.Number(5)))),
        ];
        Assert.All(protocols, p => Assert.Equal(KeyOf(Trial()), KeyOf(Trial(p))));
    }

    [Fact]
    public void Trials_of_other_streams_or_engines_share_none()
    {
        var trial = Trial();
        Assert.NotEqual(KeyOf(trial), KeyOf(trial with { StreamKey = new StreamKey(5) }));
        Assert.NotEqual(KeyOf(trial), SourceKey.Create(trial, "another"));
        Assert.Null(SourceKey.Create(Invented.Trial(), "cpu"));
    }

    [Fact]
    public void A_damaged_source_is_told_and_trained_again()
    {
        var whole = Recorder.Train(Trial(), trainer: Trainer()).Recorder;
        string file = Sources().Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^5] ^= 1;
        File.WriteAllBytes(file, bytes);
        int loads = 0;
        var again = Recorder.Train(Trial(), trainer: Trainer(() => loads++)).Recorder;
        Assert.Equal(1, loads);
        Assert.Contains("is damaged: its checksum does not fit its content; it is trained again.", Assert.Single(again.Notes),
            StringComparison.Ordinal);
        Assert.Equal(whole.Bits, again.Bits);
        Assert.Empty(Recorder.Train(Trial(), trainer: Trainer(() => loads++)).Recorder.Notes);
        Assert.Equal(1, loads);
    }

    [Fact]
    public void Who_comes_while_another_trains_the_source_waits_for_it()
    {
        int loads = 0;
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var first = Trainer(() =>
        {
            Interlocked.Increment(ref loads);
            begun.Set();
            goOn.Wait();
        });
        using var second = Trainer(() => Interlocked.Increment(ref loads));
        var outcomes = new TrialOutcome[2];
        var one = new Thread(() => outcomes[0] = Recorder.Train(Trial(), trainer: first).Outcome);
        one.Start();
        begun.Wait();
        var trial = Trial(("freeze", Invented.Text("all-but-head")));
        var other = new Thread(() => outcomes[1] = Recorder.Train(trial, trainer: second).Outcome);
        other.Start();
        goOn.Set();
        one.Join();
        other.Join();
        Assert.All(outcomes, o => Assert.IsType<TrialOutcome.Completed>(o));
        Assert.Equal(1, loads);
    }

    [Fact]
    public void Who_waits_for_a_source_can_be_stopped()
    {
        using var held = new CheckpointFolder(folder.FullName).TryLock(KeyOf(Trial())!.Value);
        Assert.NotNull(held);
        int loads = 0;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.IsType<TrialOutcome.Cancelled>(Recorder.Train(Trial(), stop.Token, Trainer(() => loads++)).Outcome);
        Assert.Equal(0, loads);
    }

    [Fact]
    public void A_source_that_was_interrupted_is_trained_by_the_next()
    {
        using var stop = new CancellationTokenSource();
        var interrupted = new Recorder { OnEpoch = stop.Cancel };
        Trainer().Train(new FusedTrials([Trial()]), interrupted, stop.Token);
        Assert.Empty(Sources());
        // A lock file that a dead process left is nobody's.
        File.WriteAllText(Path.Combine(folder.FullName, $"{KeyOf(Trial())}.source.lock"), "");
        var trial = Trial(("freeze", Invented.Text("all-but-head")));
        var recorder = Recorder.Train(trial, trainer: Trainer()).Recorder;
        Assert.Equal(Recorder.Train(trial).Recorder.Bits, recorder.Bits);
        Assert.Single(Sources());
        Assert.Empty(Directory.GetFiles(folder.FullName, "*.lock"));
    }

    [Fact]
    public void Trials_whose_first_phase_diverged_have_all_diverged_there()
    {
        int loads = 0;
        (string, SettingValue) wild = ("pretrain", Invented.Group(("name", Invented.Text("mnist")), ("epochs", Invented.Number(2)),
            ("learningRate", Invented.Number(1e38)), ("optimizer", Invented.Text("sgd"))));
        var one = Recorder.Train(Trial(wild), trainer: Trainer(() => loads++)).Outcome;
        var other = Recorder.Train(Trial(wild, ("freeze", Invented.Text("all-but-head"))), trainer: Trainer(() => loads++)).Outcome;
        Assert.IsType<TrialOutcome.Diverged>(one);
        Assert.Equal(one, other);
        Assert.Equal(1, loads);
    }

    private string[] Sources() => Directory.GetFiles(folder.FullName, "*.source.safetensors");

    private static SourceKey? KeyOf(TrialDescription trial) => SourceKey.Create(trial, new CpuEngine().Kind);

    // Tells of each loading of the first phase's dataset: of each time that the phase is trained.
    private TrialTrainer Trainer(Action? onFirstPhase = null) => new(new CpuEngine(), (dataset, _) =>
    {
        if (dataset.Label == "mnist")
            onFirstPhase?.Invoke();
        return Invented.Stripes;
    }, TimeProvider.System, new CheckpointFolder(folder.FullName));

    private static TrialDescription Trial(params (string, SettingValue)[] settings) => Invented.Trial(0,
    [
        ("epochs", Invented.Number(1)),
        ("pretrain", Invented.Group(("name", Invented.Text("mnist")), ("epochs", Invented.Number(2)),
            ("learningRate", Invented.Number(0.01)))),
        .. settings,
    ]);
}
