using System.Runtime.InteropServices;
using Sweep.Planning;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp;

/// <summary>Trains by libtorch, on GPUs or on the processor; trials of a group whose shapes agree train as one program.</summary>
/// <remarks>
/// <para>Threads: each call trains on its own thread, on the device with the fewest calls at that moment. Concurrent trainings share only
/// the datasets, which go to each device once.</para>
/// <para>Starts from the same weights and sees the same batches as the CPU engine; sums are ordered otherwise, so that numbers agree to
/// rounding, not to the bit.</para>
/// <para>Fused after Wang et al., "Horizontally Fused Training Array", MLSys 2021, arXiv 2102.02344.</para>
/// </remarks>
public sealed class TorchTrainer : ITrainer, IDisposable
{
    /// <summary>The most trials that train as one program on a GPU unless the caller says otherwise; on the processor, where one trial fills a core, each
    /// trains alone.</summary>
    public const int DefaultGroupSize = 64;

    private readonly Func<string, CancellationToken, ImageDataset> datasets;
    private readonly TimeProvider time;
    private readonly ScalarType? forced;
    private readonly DeviceChoice choice;
    private readonly DeviceDatasets sent = new();
    private readonly Action<int> admit;

    /// <summary>Makes a trainer.</summary>
    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="devices">Where to train; at least one. Processor and GPUs are not mixed.</param>
    /// <param name="groupSize">The most trials that train as one program, halved where memory does not suffice; null for <see cref="DefaultGroupSize"/> on
    /// GPUs and 1 on the processor.</param>
    /// <exception cref="TorchUnavailableException">libtorch or a device cannot be used on this machine.</exception>
    public TorchTrainer(DatasetLoader datasets, TimeProvider time, IReadOnlyList<TorchDevice> devices, int? groupSize = null)
        : this(datasets is null ? throw new ArgumentNullException(nameof(datasets)) : datasets.Load, time, devices, groupSize ?? (devices is [{ IsCuda: true }, ..] ? DefaultGroupSize : 1), forced: null, _ => { })
    {
    }

    /// <param name="datasets">Gives trials their datasets.</param>
    /// <param name="time">Measures training seconds.</param>
    /// <param name="devices">Where to train.</param>
    /// <param name="groupSize">The most trials that train as one program.</param>
    /// <param name="forced">Precision of activations and gradients, whatever trials say; null for theirs.</param>
    /// <param name="admit">Called with the number of trials before they train together; throws what libtorch would if memory did not suffice.</param>
    internal TorchTrainer(Func<string, CancellationToken, ImageDataset> datasets, TimeProvider time, IReadOnlyList<TorchDevice> devices, int groupSize,
        ScalarType? forced, Action<int> admit)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        if (devices.Count == 0 || devices.Any(d => d.IsCuda != devices[0].IsCuda))
            throw new ArgumentException("Name at least one device, and either the processor or GPUs.", nameof(devices));
        NativeTorch.Load(devices[0].IsCuda);
        if (devices.Where(d => d.IsCuda).Except(TorchDevice.Gpus).ToArray() is { Length: > 0 } missing)
            throw new TorchUnavailableException($"There is no {missing[0]} here; libtorch sees {TorchDevice.Gpus.Count} GPU(s).");
        (this.datasets, this.time, this.forced, this.admit) = (datasets, time, forced, admit);
        choice = new DeviceChoice(devices, groupSize);
        GroupSize = groupSize;
        Name = devices[0].IsCuda ? "torchsharp-cuda" : "torchsharp-cpu";
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public EngineCapabilities Capabilities { get; } = new([Precision.Float32, Precision.BFloat16], SecondOrderGradients: true);

    /// <inheritdoc/>
    public int GroupSize { get; }

    /// <inheritdoc/>
    public object? GroupKey(TrialDescription trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return Read(trial, out var settings) is null ? FusionKey.Of(settings!) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(observer);
        using var endings = new GroupEndings(group, observer, stop);
        List<Replica> replicas = [];
        for (int i = 0; i < group.Trials.Count; i++)
        {
            if (Read(group.Trials[i], out var settings) is { } failed)
                endings.End(i, failed);
            else
                replicas.Add(new Replica(i, group.Trials[i], settings!));
        }
        using var device = choice.Take();
        torch.set_num_threads(1); // a setting of the calling thread; trials run beside each other, one core each
        var heard = new OnceObserver(observer);
        foreach (var alike in replicas.GroupBy(r => FusionKey.Of(r.Settings)))
        {
            // Neighbours with equal formulas are computed together, so they are put side by side.
            Replica[] waiting = [.. alike.OrderBy(r => r.Settings.Activation.Name, StringComparer.Ordinal).ThenBy(r => r.Position)];
            while ((waiting = [.. waiting.Where(endings.IsOpen)]).Length > 0)
            {
                Replica[] part = [.. waiting.Take(device.GroupSize(alike.Key))];
                if (stop.IsCancellationRequested)
                    endings.End(waiting, new TrialOutcome.Cancelled());
                else if (!TrainTogether(part, device.Device, heard, endings))
                    device.Halve(alike.Key, part.Length);
            }
        }
        return endings.Outcomes;
    }

    /// <inheritdoc/>
    public void Dispose() => sent.Dispose();

    private static TrialOutcome.Failed? Read(TrialDescription trial, out TrialSettings? settings)
    {
        try
        {
            settings = TrialSettings.Read(trial.Configuration);
            return null;
        }
        catch (TrialSettingsException problem)
        {
            settings = null;
            return new TrialOutcome.Failed(FailureKind.Exception, problem.Message);
        }
    }

    /// <summary>Trains some trials to their outcomes; false if they do not fit the memory together: those that are open then are to be trained in smaller
    /// groups.</summary>
    private bool TrainTogether(Replica[] part, TorchDevice device, OnceObserver observer, GroupEndings endings)
    {
        var stop = endings.Begin(part);
        try
        {
            admit(part.Length);
            var dataset = sent.On(device, datasets(part[0].Settings.Dataset, stop));
            var precision = forced ?? (part[0].Settings.Precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
            using var run = new ReplicaRun(part, dataset, device, precision);
            for (int epoch = 1; part.Any(endings.IsOpen); epoch++)
                TrainEpoch(run, epoch, observer, endings, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            endings.End(part, new TrialOutcome.Cancelled());
        }
        catch (Exception problem) when (problem is DatasetException or NetworkShapeException)
        {
            endings.End(part, new TrialOutcome.Failed(FailureKind.Data, problem.Message));
        }
        catch (TrialSettingsException problem)
        {
            endings.End(part, new TrialOutcome.Failed(FailureKind.Exception, problem.Message));
        }
        catch (Exception problem) when (IsOutOfMemory(problem))
        {
            if (part.Length > 1)
                return false;
            endings.End(part, new TrialOutcome.Failed(FailureKind.OutOfMemory, $"The memory of {device} does not suffice for this trial; use a smaller batch."));
        }
        return true;
    }

    private void TrainEpoch(ReplicaRun run, int epoch, OnceObserver observer, GroupEndings endings, CancellationToken stop)
    {
        long start = time.GetTimestamp(), stepsBefore = run.Steps;
        var losses = run.TrainEpoch(epoch, stop);
        var replicas = run.Replicas;
        double seconds = time.GetElapsedTime(start).TotalSeconds / replicas.Count; // each trial's share
        List<int> sound = [];
        for (int r = 0; r < replicas.Count; r++)
        {
            if (losses[r].FirstLost is { } lost)
                endings.End([replicas[r]], new TrialOutcome.Diverged(epoch, stepsBefore + lost + 1));
            else if (!losses[r].ParametersAreFinite)
                endings.End([replicas[r]], new TrialOutcome.Diverged(epoch, run.Steps));
            else if (endings.IsOpen(replicas[r]))
                sound.Add(r);
        }
        if (sound.Count == 0)
            return;
        run.Keep(sound);
        var measured = run.Measure(stop);
        List<int> unfinished = [];
        for (int i = 0; i < sound.Count; i++)
        {
            var replica = replicas[sound[i]];
            if (!endings.IsOpen(replica))
                continue; // asked to stop meanwhile
            observer.EpochCompleted(replica.Trial.Id, Metrics(epoch, losses[sound[i]].Batches.Average(), seconds, measured[i]));
            if (epoch == replica.Settings.Epochs)
                endings.End([replica], new TrialOutcome.Completed());
            else if (endings.IsOpen(replica))
                unfinished.Add(i);
        }
        if (unfinished.Count > 0)
            run.Keep(unfinished);
    }

    private static EpochMetrics Metrics(int epoch, double trainLoss, double trainSeconds, (Evaluation Test, Evaluation? Validation) measured)
    {
        List<KeyValuePair<string, double>> values =
        [
            new(MetricNames.TrainLoss, trainLoss),
            new(MetricNames.TestAccuracy, measured.Test.Accuracy),
            new(MetricNames.TestLoss, measured.Test.Loss),
            new(MetricNames.TrainSeconds, trainSeconds),
        ];
        if (measured.Validation is { } validation)
        {
            values.Add(new(MetricNames.ValidationAccuracy, validation.Accuracy));
            values.Add(new(MetricNames.ValidationLoss, validation.Loss));
        }
        return new EpochMetrics(epoch, values);
    }

    // libtorch has no error codes: its texts are "CUDA out of memory", "not enough memory" and "can't allocate memory".
    private static bool IsOutOfMemory(Exception problem) => problem is OutOfMemoryException || (problem is ExternalException
        && new[] { "out of memory", "not enough memory", "can't allocate memory" }.Any(text => problem.Message.Contains(text, StringComparison.OrdinalIgnoreCase)));
}
