using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Statistics that trainings record after each epoch.</summary>
public sealed class RecordingTests : IDisposable
{
    private static readonly KeepPlan All = new(Recorded: RecordedStatistics.Activations | RecordedStatistics.Gradients);

    private readonly TemporaryFolder temporary = new();

    private CheckpointFolder Folder => new(temporary.FullName);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_training_that_was_stopped_records_what_it_would_have_recorded()
    {
        var trial = Invented.Trial(1, ("epochs", Invented.Number(3)));
        var whole = Train(trial, new CheckpointPlan(EveryEpochs: 0));
        using var stop = new CancellationTokenSource();
        int epochs = 0;
        Train(trial, new CheckpointPlan(EveryEpochs: 1), stop.Token, () =>
        {
            if (++epochs == 2)
                stop.Cancel();
        });
        var resumed = Train(trial, new CheckpointPlan(EveryEpochs: 1));
        Assert.Equal(whole.Bits, resumed.Bits);
        Assert.Equal(3, resumed.Of("conv2.updateNorm").Distinct().Count());
    }

    [Theory]
    [InlineData("fold", "2/5")]
    [InlineData("labelNoise", "0.4")]
    public void What_is_recorded_last_is_measured_at_the_weights_that_are_kept(string setting, string level)
    {
        var trial = Invented.Trial(1, ("epochs", Invented.Number(1)),
            (setting, double.TryParse(level, CultureInfo.InvariantCulture, out double share) ? Invented.Number(share)
                : Invented.Text(level)));
        var recorded = Train(trial, new CheckpointPlan(EveryEpochs: 0, KeepsWeights: true)).Heard[^1].Metrics.Values;

        var inspected = InspectedTrial.Open(trial, TrialSettings.Read(trial.Configuration), Invented.Stripes);
        var numbers = NetworkNumbers.From(inspected.Network, Folder.ReadWeights(trial.Id, out _)!);
        var measured = ActivationStatistics.Measure(inspected, numbers, default)
            .Concat(GradientStatistics.Measure(inspected, numbers, numbers)
                .Where(m => !m.Key.EndsWith("updateNorm", StringComparison.Ordinal)));
        Assert.Subset(recorded.ToHashSet(), measured.ToHashSet());
    }

    [Fact]
    public void A_fold_is_measured_on_the_samples_that_it_holds_out()
    {
        var parts = Enumerable.Range(1, 3).Select(k => Invented.Trial(1, ("fold", Invented.Text($"{k}/3"))))
            .Select(t => InspectedTrial.Open(t, TrialSettings.Read(t.Configuration), Invented.Stripes)).ToArray();
        Assert.Equal(Enumerable.Range(0, Invented.Train + Invented.Test), parts.SelectMany(p => p.TestSamples).Order());
        Assert.All(parts, p => Assert.Empty(p.TrainSamples.Intersect(p.TestSamples)));
        Assert.All(parts, p => Assert.Equal(Invented.Train + Invented.Test, p.TestPart.Count));
    }

    private Recorder Train(TrialDescription trial, CheckpointPlan plan, CancellationToken stop = default, Action? onEpoch = null)
    {
        var recorder = new Recorder { OnEpoch = onEpoch };
        using var trainer = new TrialTrainer(new CpuEngine(), (_, _) => Invented.Stripes, TimeProvider.System, Folder);
        trainer.Train(new FusedTrials([trial]) { Keeps = [All], Checkpoints = [plan] }, recorder, stop);
        return recorder;
    }
}
