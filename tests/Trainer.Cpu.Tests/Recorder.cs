using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Trains and keeps what the observer heard.</summary>
internal sealed class Recorder : ITrainingObserver
{
    public List<(TrialId Trial, EpochMetrics Metrics)> Heard { get; } = [];

    public List<string> Notes { get; } = [];

    public List<string> Details { get; } = [];

    public Action? OnEpoch { get; init; }

    public void EpochCompleted(TrialId trial, EpochMetrics metrics)
    {
        Heard.Add((trial, metrics));
        OnEpoch?.Invoke();
    }

    public void Noted(TrialId trial, string note) => Notes.Add(note);

    public void Mentioned(TrialId trial, string detail) => Details.Add(detail);

    /// <summary>A metric of each epoch of the only trial.</summary>
    public double[] Of(string metric) => [.. Heard.Select(h => h.Metrics.Values.Single(v => v.Key == metric).Value)];

    /// <summary>All metrics but seconds, as bits.</summary>
    public long[] Bits => [.. Heard.SelectMany(h => h.Metrics.Values)
        .Where(v => MetricCatalogue.Find(v.Key).Unit != MetricUnit.Seconds)
        .Select(v => BitConverter.DoubleToInt64Bits(v.Value))];

    public static TrialTrainer Trainer(KernelSet? kernels = null) =>
        new(new CpuEngine(kernels ?? KernelSet.Best), (_, _) => Invented.Stripes, TimeProvider.System);

    public static (TrialOutcome Outcome, Recorder Recorder) Train(TrialDescription trial, CancellationToken stop = default,
        ITrainer? trainer = null)
    {
        var recorder = new Recorder();
        return ((trainer ?? Trainer()).Train(new FusedTrials([trial]), recorder, stop).Single(), recorder);
    }
}
