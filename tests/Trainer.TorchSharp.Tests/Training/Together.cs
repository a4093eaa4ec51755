using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Trains by either engine and keeps what the observer heard.</summary>
internal sealed class Together : ITrainingObserver
{
    public List<(TrialId Trial, EpochMetrics Metrics)> Heard { get; } = [];

    public Action? OnEpoch { get; init; }

    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
        Heard.Add((trial, metrics));
        OnEpoch?.Invoke();
    }

    /// <summary>A metric of each epoch of a trial.</summary>
    public double[] Of(TrialDescription trial, string metric) =>
        [.. Heard.Where(h => h.Trial == trial.Id).Select(h => h.Metrics.Values.Single(v => v.Key == metric).Value)];

    /// <summary>All metrics of a trial but seconds, as bits.</summary>
    public long[] Bits(TrialDescription trial) => [.. Heard.Where(h => h.Trial == trial.Id).SelectMany(h => h.Metrics.Values)
        .Where(v => MetricCatalogue.Find(v.Key).Unit != MetricUnit.Seconds).Select(v => BitConverter.DoubleToInt64Bits(v.Value))];

    /// <summary>The invented images, fewer of them.</summary>
    public static Dataset Small { get; } = First(300, 40);

    /// <summary>The first of the invented images.</summary>
    public static Dataset First(int train, int test) =>
        new("stripes", 1, 28, 28, 3, First(Invented.Stripes.Train, train), First(Invented.Stripes.Test, test));

    public static TrialTrainer Torch(int groupSize = TorchEngine.DefaultFusedTrials, ScalarType? precision = null,
        Action<int>? admit = null,
        Dataset? dataset = null) =>
        new(new TorchEngine([TorchDevice.Cpu], groupSize, precision, admit ?? (_ => { })), (_, _) => dataset ?? Small, TimeProvider.System);

    public static TrialTrainer Cpu(Dataset? dataset = null) => new(new CpuEngine(), (_, _) => dataset ?? Small, TimeProvider.System);

    /// <summary>Trials ready to be trained epoch by epoch; the session is disposed by the caller.</summary>
    public static Phase Open(TorchEngine engine, params TrainingTrial[] trials)
    {
        using var device = engine.TakeDevice();
        var phase = new Phase(number: 0, count: 1, trials, (_, _) => Small, device, default);
        for (int i = 0; i < trials.Length; i++)
            phase.Session.Load(i, phase.StartOf(trials[i]));
        return phase;
    }

    public static (IReadOnlyList<TrialOutcome> Outcomes, Together Heard) Train(ITrainer trainer, params TrialDescription[] trials)
    {
        var heard = new Together();
        return (trainer.Train(new FusedTrials(trials), heard, default), heard);
    }

    /// <summary>Trains trials of which the first ones keep their confusion matrix.</summary>
    public static Together Keep(ITrainer trainer, int keeping, params TrialDescription[] trials)
    {
        var heard = new Together();
        trainer.Train(new FusedTrials(trials) { Keeps = [.. trials.Select((_, i) => new KeepPlan(i < keeping))] }, heard, default);
        return heard;
    }

    public static SettingValue Group(params (string Name, SettingValue Value)[] settings) =>
        new SettingValue.Group(settings.Select(s => new KeyValuePair<string, SettingValue>(s.Name, s.Value)));

    /// <summary>Both engines end a trial alike, with losses that agree to a thousandth.</summary>
    public static void Agree(ITrainer torch, ITrainer cpu, TrialDescription trial)
    {
        var (outcomes, actual) = Train(torch, trial);
        var (expectedOutcomes, expected) = Train(cpu, trial);
        Assert.Equal(expectedOutcomes, outcomes);
        Assert.NotEmpty(expected.Heard);
        foreach (string metric in expected.Heard[0].Metrics.Values.Select(v => v.Key)
            .Where(m => m.EndsWith("loss", StringComparison.OrdinalIgnoreCase)))
            Close(expected.Of(trial, metric), actual.Of(trial, metric), 1e-3, metric);
    }

    public static void Close(double[] expected, double[] actual, double relative, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(actual[i] - expected[i]) <= relative * Math.Max(1e-3, Math.Abs(expected[i])),
                $"{what}, epoch {i + 1}: {actual[i]:R}, expected {expected[i]:R}");
        }
    }

    private static DatasetSplit First(DatasetSplit split, int count) =>
        new(split.Images[..(count * 784)], [.. split.Labels[..count].Select(c => (byte)c)]);
}
