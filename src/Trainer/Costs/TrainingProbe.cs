using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Protocols;

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
        if (work.Settings.Meta is { } meta)
            return MeasureEpisodes(device, key, work, meta, time, stop);
        int batch = Math.Min(work.Settings.BatchSize, work.TrainImages);
        int[] samples = [.. Enumerable.Range(0, batch)];
        var trial = new SessionTrial(key, work.Settings with { Initialization = Initialization.PyTorch }, work.Network);
        using var session = device.Open(new SessionDescription(NoiseDataset.Create(work.Dataset, batch), [trial]));
        session.Load(0, trial.Start());
        double step = Second(time, () => session.TrainEpoch(new TrainingEpoch("1", [samples], [[1e-6]]), stop));
        double judging = Second(time, () => session.Evaluate(samples: null, stop));
        return work.Settings.Budget?.Seconds ?? work.Epochs * (step * work.StepsPerEpoch + judging * work.JudgedImages / batch);
    }

    // One outer step, and the judging of one task.
    private static double MeasureEpisodes(IEngineDevice device, StreamKey key, PhaseWork work, MetaSettings meta, TimeProvider time,
        CancellationToken stop)
    {
        var classes = Enumerable.Range(0, meta.Ways).Select(way => way * meta.SamplesPerClass).ToArray();
        var task = new Episode([.. classes.Select(first => Run(first, meta.Shots))],
            [.. classes.Select(first => Run(first + meta.Shots, meta.Queries))], []);
        var trial = new SessionTrial(key, work.Settings with { Initialization = Initialization.PyTorch }, work.Network);
        using var session = (IMetaSession)device.Open(
            new SessionDescription(NoiseDataset.Create(work.Dataset, meta.Ways * meta.SamplesPerClass), [trial]));
        session.Load(0, trial.Start());
        Episode[] tasks = [.. Enumerable.Repeat(task, meta.TasksPerStep)];
        double step = Second(time, () => session.TrainEpisodes(new MetaEpoch("1", [tasks], [[1e-6]]), stop));
        double judging = Second(time, () => session.JudgeEpisodes([[task]], stop));
        return work.Settings.Epochs * (step * meta.StepsPerEpoch + judging * 2 * meta.JudgedTasks);

        static int[] Run(int first, int count) => [.. Enumerable.Range(first, count)];
    }

    private static double Second(TimeProvider time, Action action)
    {
        action();
        long start = time.GetTimestamp();
        action();
        return time.GetElapsedTime(start).TotalSeconds;
    }
}
