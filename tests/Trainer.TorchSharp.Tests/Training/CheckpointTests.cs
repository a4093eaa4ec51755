using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Fused trials that are stopped go on with the same numbers, whoever of them had left.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sgd")]
    [InlineData("adam")]
    [InlineData("nadam")]
    [InlineData("schedule-free-adamw")]
    public void Fused_trials_that_were_stopped_go_on_bit_for_bit(string optimizer)
    {
        TrialDescription[] trials = [Trial(0, "arelu", optimizer, 4), Trial(1, "relu", optimizer, 4), Trial(2, "rrelu", optimizer, 3)];
        var whole = Together.Train(Together.Torch(), trials).Heard;
        Stop(trials, afterEpochs: 6); // two of each
        Assert.Equal(3, Directory.GetFiles(folder.FullName).Length);

        var heard = new Together();
        Assert.All(Train(trials, heard, default), o => Assert.IsType<TrialOutcome.Completed>(o));
        Assert.All(trials, t => Assert.Equal(whole.Bits(t), heard.Bits(t)));
        Assert.Empty(Directory.GetFiles(folder.FullName));
    }

    [Fact]
    public void Trials_at_different_epochs_train_apart_and_end_alike()
    {
        TrialDescription[] trials = [Trial(0, "relu", "adam", 3), Trial(1, "relu", "adam", 3)];
        var whole = Together.Train(Together.Torch(), trials).Heard;
        Stop([trials[0]], afterEpochs: 2);
        Stop([trials[1]], afterEpochs: 1);
        var heard = new Together();
        Train(trials, heard, default);
        Assert.All(trials, t =>
        {
            Assert.Equal([1, 2, 3], heard.Heard.Where(h => h.Trial == t.Id).Select(h => h.Metrics.Epoch));
            Together.Close(whole.Of(t, MetricCatalogue.TestLoss.Name), heard.Of(t, MetricCatalogue.TestLoss.Name), 1e-4, "test loss");
        });
    }

    [Fact]
    public void A_network_with_running_statistics_and_gates_goes_on_bit_for_bit()
    {
        var trial = Invented.Trial(4, ("activation", Invented.Text("aprelu")), ("optimizer", Invented.Text("adam")),
            ("learningRate", Invented.Number(0.001)), ("epochs", Invented.Number(3)));
        var whole = Together.Train(Together.Torch(), trial).Heard;
        Stop([trial], afterEpochs: 1);
        var heard = new Together();
        Train([trial], heard, default);
        Assert.Equal(whole.Bits(trial), heard.Bits(trial));
    }

    [Theory]
    [InlineData("ema", "decay", 0.9)]
    [InlineData("swa", "start", 1)]
    public void Averaged_trials_go_on_bit_for_bit(string average, string setting, double value)
    {
        TrialDescription[] trials =
        [
            .. Enumerable.Range(0, 2).Select(seed => Invented.Trial(seed, ("activation", Invented.Text("aprelu")),
                ("averaging", Invented.Group(("name", Invented.Text(average)), (setting, Invented.Number(value)))),
                ("learningRate", Invented.Number(0.001)), ("epochs", Invented.Number(3)))),
        ];
        var whole = Together.Train(Together.Torch(), trials).Heard;
        Stop(trials, afterEpochs: 4);
        var heard = new Together();
        Train(trials, heard, default);
        Assert.All(trials, t => Assert.Equal(whole.Bits(t), heard.Bits(t)));
    }

    private static TrialDescription Trial(int seed, string activation, string optimizer, int epochs) => Invented.Trial(seed,
        ("activation", Invented.Text(activation)), ("optimizer", Invented.Text(optimizer)), ("epochs", Invented.Number(epochs)),
        ("learningRate", Invented.Number(0.001 * (seed + 1))));

    private void Stop(TrialDescription[] trials, int afterEpochs)
    {
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        var observer = new Together
        {
            OnEpoch = () =>
            {
                if (++epochs == afterEpochs)
                    stop.Cancel();
            },
        };
        Train(trials, observer, stop.Token);
    }

    private IReadOnlyList<TrialOutcome> Train(TrialDescription[] trials, Together observer, CancellationToken stop)
    {
        using var trainer = new TrialTrainer(new TorchEngine([TorchDevice.Cpu], 8), (_, _) => Together.Small, TimeProvider.System,
            new CheckpointFolder(folder.FullName));
        return trainer.Train(new FusedTrials(trials) { Checkpoints = [.. trials.Select(_ => new CheckpointPlan(EveryEpochs: 1))] },
            observer, stop);
    }
}
