using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Initializations;

namespace Sweep.Trainer.Costs;

/// <summary>Measures what training takes on this machine, by two steps of which the first only warms up. Images are noise: no dataset is
/// needed.</summary>
public static class TrainingProbe
{
    /// <summary>The seconds that a trial would take alone on a device.</summary>
    /// <param name="engine">What trains.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="cost">What it computes.</param>
    /// <param name="time">Measures.</param>
    /// <param name="stop">Ends the measurement.</param>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public static double Measure(IEngine engine, TrialDescription trial, TrialCost cost, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(cost);
        using var device = engine.TakeDevice();
        return cost.Phases.Sum(phase => Measure(device, trial.StreamKey, phase, time, stop));
    }

    private static double Measure(IEngineDevice device, StreamKey key, PhaseWork work, TimeProvider time, CancellationToken stop)
    {
        int batch = Math.Min(work.Settings.BatchSize, work.TrainImages);
        int[] samples = [.. Enumerable.Range(0, batch)];
        var trial = new SessionTrial(key, work.Settings with { Initialization = Initialization.PyTorch }, work.Network);
        using var session = device.Open(new SessionDescription(NoiseDataset.Create(work.Dataset, batch), [trial]));
        session.Load(0, trial.Start());
        double step = Second(() => session.TrainEpoch(new TrainingEpoch("1", [samples], [[1e-6]]), stop));
        double judging = Second(() => session.Evaluate(samples: null, stop));
        return work.Settings.Budget?.Seconds ?? work.Epochs * (step * work.StepsPerEpoch + judging * work.JudgedImages / batch);

        double Second(Action action)
        {
            action();
            long start = time.GetTimestamp();
            action();
            return time.GetElapsedTime(start).TotalSeconds;
        }
    }
}
