using Sweep.Planning;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Cpu;

/// <summary>Trains on one core in managed code. Any number of threads may train at once; they share only the datasets.</summary>
/// <remarks>Same trial, same machine kind: bit-identical metrics, except seconds, whatever else runs.</remarks>
public sealed class CpuTrainer : ITrainer
{
    private readonly Func<string, CancellationToken, ImageDataset> datasets;
    private readonly TimeProvider time;
    private readonly KernelSet kernels;

    /// <summary>Makes a trainer.</summary>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    public CpuTrainer(DatasetLoader datasets, TimeProvider time)
        : this(datasets is null ? throw new ArgumentNullException(nameof(datasets)) : datasets.Load, time, KernelSet.Best)
    {
    }

    internal CpuTrainer(Func<string, CancellationToken, ImageDataset> datasets, TimeProvider time, KernelSet kernels)
    {
        ArgumentNullException.ThrowIfNull(time);
        (this.datasets, this.time, this.kernels) = (datasets, time, kernels);
    }

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <summary>The vector instructions in use: "AVX-512", "AVX2" or "128-bit".</summary>
    public string VectorWidth => kernels.Name;

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(observer);
        var outcomes = new List<TrialOutcome>(group.Trials.Count);
        foreach (var trial in group.Trials)
            outcomes.Add(stop.IsCancellationRequested ? new TrialOutcome.Cancelled() : TrainOne(trial, observer, stop));
        return outcomes;
    }

    private TrialOutcome TrainOne(TrialDescription trial, ITrainingObserver observer, CancellationToken stop)
    {
        try
        {
            var settings = TrialSettings.Read(trial.Configuration);
            var dataset = datasets(settings.Dataset, stop);
            using var run = new TrialRun(trial, settings, dataset, kernels);
            for (int epoch = 1; epoch <= settings.Epochs; epoch++)
            {
                long start = time.GetTimestamp();
                if (run.TrainEpoch(epoch, stop) is not { } trainLoss)
                    return new TrialOutcome.Diverged(epoch, run.Steps);
                double seconds = time.GetElapsedTime(start).TotalSeconds;
                observer.EpochCompleted(trial.Id, run.Measure(epoch, trainLoss, seconds, stop));
            }
            return new TrialOutcome.Completed();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new TrialOutcome.Cancelled();
        }
        catch (Exception problem) when (problem is DatasetException or NetworkShapeException)
        {
            return new TrialOutcome.Failed(FailureKind.Data, problem.Message);
        }
        catch (TrialSettingsException problem)
        {
            return new TrialOutcome.Failed(FailureKind.Exception, problem.Message);
        }
        catch (OutOfMemoryException)
        {
            return new TrialOutcome.Failed(FailureKind.OutOfMemory, "The memory of this process is exhausted; use fewer workers or a smaller batch.");
        }
    }
}
