using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>What the last phase leaves as the phase before made it.</summary>
public sealed class FreezingTests
{
    [Fact]
    public void All_but_the_head_stays_as_the_phase_before_left_it()
    {
        var (before, after) = BeforeAndAfter(("freeze", Invented.Text("all-but-head")));
        Assert.Equal(["linear1.bias", "linear1.weight"], Moved(before, after));
    }

    [Fact]
    public void All_but_the_activations_stays_as_the_phase_before_left_it()
    {
        var (before, after) = BeforeAndAfter(("freeze", Invented.Text("all-but-activations")));
        Assert.NotEmpty(Moved(before, after));
        Assert.All(Moved(before, after), name => Assert.StartsWith("act", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Weight_decay_and_the_states_of_the_optimizer_leave_frozen_tensors_alone()
    {
        var (before, after) = BeforeAndAfter(("freeze", Invented.Text("all-but-head")),
            ("optimizer", Invented.Group(("name", Invented.Text("adamw")), ("weightDecay", Invented.Number(0.5)))));
        Assert.Equal(["linear1.bias", "linear1.weight"], Moved(before, after));
    }

    [Fact]
    public void An_average_of_weights_is_of_what_moves_and_the_rest_is_there_when_the_network_is_judged()
    {
        var (before, after) = BeforeAndAfter(("freeze", Invented.Text("all-but-head")), ("averaging", Invented.Text("ema")));
        Assert.Equal(["linear1.bias", "linear1.weight"], Moved(before, after));
    }

    [Fact]
    public void The_norm_that_gradients_are_clipped_by_is_that_of_what_moves()
    {
        // A step of clipped gradients without momentum is as long as the rate times the bound.
        var (before, after) = BeforeAndAfter(("freeze", Invented.Text("all-but-head")), ("optimizer", Invented.Text("sgd")),
            ("gradientClipping", Invented.Group(("name", Invented.Text("norm")), ("maximum", Invented.Number(0.001)))),
            ("batchSize", Invented.Number(600)), ("learningRate", Invented.Number(100)));
        double squares = Moved(before, after).Sum(name => before[name].Zip(after[name], (a, b) => Math.Pow(a - b, 2)).Sum());
        Assert.Equal(0.1, Math.Sqrt(squares), 1e-4);
    }

    [Fact]
    public void Running_statistics_of_a_frozen_batch_norm_follow_the_new_samples()
    {
        var (before, after) = BeforeAndAfter(Normed, ("freeze", Invented.Text("all-but-head")));
        Assert.Equal(["batchnorm1.running_mean", "batchnorm1.running_var", "linear1.bias", "linear1.weight"], Moved(before, after));
    }

    [Fact]
    public void Training_with_frozen_layers_goes_on_from_a_checkpoint_bit_for_bit()
    {
        using var temporary = new TemporaryFolder();
        var trainer = Trainer(temporary);
        var trial = Trial(3, ("freeze", Invented.Text("all-but-head")), ("optimizer", Invented.Text("adam")));
        long[] whole = Recorder.Train(trial).Recorder.Bits;
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var first = new Recorder { OnEpoch = () => { if (++epochs == 2) stop.Cancel(); } };
        var each = new FusedTrials([trial]) { Checkpoints = [new CheckpointPlan(EveryEpochs: 1)] };
        trainer.Train(each, first, stop.Token);
        var second = new Recorder();
        Assert.IsType<TrialOutcome.Completed>(trainer.Train(each, second, default).Single());
        Assert.Empty(second.Notes);
        Assert.Equal(whole, second.Bits);
    }

    [Fact]
    public void A_new_head_does_not_go_on_from_the_phase_before()
    {
        // At a rate that changes nothing, the head is what the trial's streams draw, and all else what the phase before has learned.
        (string, SettingValue) still = ("learningRate", Invented.Number(1e-30));
        (string, SettingValue) plain = ("optimizer", Invented.Text("sgd"));
        var (before, kept) = BeforeAndAfter(still, plain);
        Assert.Empty(Moved(before, kept));
        var (_, anew) = BeforeAndAfter(still, plain, ("head", Invented.Text("new")));
        Assert.Equal(["linear1.bias", "linear1.weight"], Moved(before, anew));
    }

    private static (string, SettingValue) Normed => ("architecture", Invented.Group(("name", Invented.Text("normed")),
        ("layers", new SettingValue.List([Layer("conv", Invented.Group(("channels", Invented.Number(4)),
            ("kernel", Invented.Number(3)))), Invented.Text("batchnorm"), Invented.Text("activation"), Invented.Text("flatten"),
            Layer("linear", Invented.Text("classes"))]))));

    private static SettingValue.Group Layer(string name, SettingValue value) => new([new(name, value)]);

    private static TrialDescription Trial(int epochs, params (string, SettingValue)[] settings) => Invented.Trial(0,
    [
        ("epochs", Invented.Number(epochs)),
        ("pretrain", Invented.Group(("name", Invented.Text("mnist")), ("epochs", Invented.Number(1)),
            ("learningRate", Invented.Number(0.01)), ("batchSize", Invented.Number(64)), ("optimizer", Invented.Text("adam")))),
        .. settings,
    ]);

    private static TrialTrainer Trainer(TemporaryFolder folder) => new(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System,
        new CheckpointFolder(folder.FullName));

    // What the first phase left, and what the trial ended with.
    private static (Dictionary<string, float[]> Before, Dictionary<string, float[]> After) BeforeAndAfter(
        params (string, SettingValue)[] settings)
    {
        using var temporary = new TemporaryFolder();
        var trial = Trial(1, settings);
        var recorder = new Recorder();
        var outcome = Trainer(temporary).Train(new FusedTrials([trial])
        {
            Checkpoints = [CheckpointPlan.Default with { KeepsWeights = true }],
        }, recorder, default).Single();
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.Empty(recorder.Notes);
        return (Read("*.source.safetensors"), Read("*.weights.safetensors"));

        Dictionary<string, float[]> Read(string pattern)
        {
            using var file = File.OpenRead(Directory.GetFiles(temporary.FullName, pattern).Single());
            return SafeTensors.Read(file).Tensors.ToDictionary(t => t.Name, t => t.Values);
        }
    }

    private static string[] Moved(Dictionary<string, float[]> before, Dictionary<string, float[]> after)
    {
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        return [.. before.Keys.Where(name => !before[name].SequenceEqual(after[name])).Order()];
    }
}
