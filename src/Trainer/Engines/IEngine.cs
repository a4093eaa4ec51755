using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Engines;

/// <summary>Computes trainings on some devices. What is trained, and in which order, is the business of the loop that drives it.</summary>
/// <remarks>Thread-safe: each training takes a device and opens sessions on the thread that trains.</remarks>
public interface IEngine : IDisposable
{
    /// <summary>The name as stored with each attempt: "cpu", "torchsharp-cuda".</summary>
    string Name { get; }

    /// <summary>What equal results need: engines of equal kinds give equal bits for equal trainings: "cpu AVX2".</summary>
    string Kind { get; }

    /// <summary>What it can train.</summary>
    EngineCapabilities Capabilities { get; }

    /// <summary>How many trials one session can make use of, at least 1.</summary>
    int MaxFusedTrials { get; }

    /// <summary>Takes the device with the fewest trainings; disposing gives it back.</summary>
    IEngineDevice TakeDevice();

    /// <summary>Whether a training ended because memory was too small.</summary>
    bool IsOutOfMemory(Exception problem);
}

/// <summary>A device in use by one training.</summary>
public interface IEngineDevice : IDisposable
{
    /// <summary>For messages: "this process", "cuda:0".</summary>
    string Name { get; }

    /// <summary>Compiles a network for some trials. Its learned numbers are undefined until they are loaded.</summary>
    IEngineSession Open(SessionDescription description);
}

/// <summary>What a session computes.</summary>
/// <param name="Dataset">What they learn from and are judged on.</param>
/// <param name="Trials">At least one; of equal <see cref="FusionKey"/>.</param>
public sealed record SessionDescription(ImageDataset Dataset, IReadOnlyList<SessionTrial> Trials);

/// <summary>One trial of a session.</summary>
/// <param name="StreamKey">The source of its random numbers.</param>
/// <param name="Settings">Of the phase that the session trains.</param>
/// <param name="Network">What it trains; of equal shapes in all trials, the formulas may differ.</param>
public sealed record SessionTrial(StreamKey StreamKey, TrialSettings Settings, ShapedNetwork Network)
{
    /// <summary>The numbers that its network starts with.</summary>
    public IReadOnlyList<NamedTensor> Start() =>
    [
        .. Network.Parameters.Select(p =>
        {
            float[] values = new float[p.Count];
            WeightInitializer.Fill(StreamKey, p, Settings.Initialization, Settings.Activation, values);
            return new NamedTensor(p.Name, p.Shape, values);
        }),
    ];
}

/// <summary>Some trials in training as one program on one device. One thread at a time.</summary>
public interface IEngineSession : IDisposable
{
    /// <summary>Optimizer steps so far, equal for all trials: the t of optimizers.</summary>
    long OptimizerSteps { get; set; }

    /// <summary>Trains one epoch.</summary>
    /// <param name="epoch">Which images in which order, and at which rates.</param>
    /// <param name="stop">Looked for at each step.</param>
    /// <returns>One for each trial.</returns>
    /// <exception cref="OperationCanceledException">The training is to stop.</exception>
    IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop);

    /// <summary>Judges each trial in evaluation mode: nothing is random, batch norm takes its running means.</summary>
    /// <param name="samples">For each trial numbers of training images, equally many, at least one; null for all test images.</param>
    /// <param name="stop">Looked for between batches.</param>
    /// <exception cref="OperationCanceledException">The training is to stop.</exception>
    IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop);

    /// <summary>Puts trials at the state that their optimizer names in the place of its weights
    /// (<see cref="Optimizers.OptimizerDefinition.Evaluated"/>), until the result is disposed. Running statistics of batch norms become the
    /// mean of those of all batches of some training images; nothing else is random or different from evaluation. Afterwards weights, state
    /// and statistics are what they were.</summary>
    /// <remarks>Statistics after Izmailov et al., UAI 2018, arXiv 1803.05407, section 3.2.</remarks>
    /// <param name="trials">For each trial whether it is put there.</param>
    /// <param name="samples">For each trial its training images, equally many.</param>
    /// <param name="stop">Looked for between batches.</param>
    /// <exception cref="OperationCanceledException">The training is to stop.</exception>
    IDisposable ExchangeWeights(IReadOnlyList<bool> trials, IReadOnlyList<int[]> samples, CancellationToken stop);

    /// <summary>Goes on with some of the trials.</summary>
    /// <param name="trials">Their numbers, ascending; at least one.</param>
    void Select(IReadOnlyList<int> trials);

    /// <summary>All that training changes of a trial: learned numbers under their own names ("conv1.weight"), running statistics
    /// ("batchnorm1.running_mean"), the optimizer's states ("optimizer.m/conv1.weight").</summary>
    IReadOnlyList<NamedTensor> Save(int trial);

    /// <summary>Overwrites the tensors of a trial that are given; names it does not have are ignored.</summary>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    void Load(int trial, IReadOnlyList<NamedTensor> tensors);
}

/// <summary>An epoch of each trial of a session.</summary>
/// <param name="Label">Names its random streams: "3", or "pretrain/3" in an earlier phase.</param>
/// <param name="Samples">For each trial its training images in order, equally many.</param>
/// <param name="Rates">For each trial the learning rate of each step.</param>
public sealed record TrainingEpoch(string Label, IReadOnlyList<int[]> Samples, IReadOnlyList<double[]> Rates)
{
    /// <summary>Constants of the optimizers that change from step to step.</summary>
    public IReadOnlyList<ConstantCourse> Courses { get; init; } = [];
}

/// <summary>The values of an optimizer's constant at the steps of an epoch.</summary>
/// <param name="Constant">Its name; the session was opened knowing that it changes
/// (<see cref="TrialSettings.MovingConstants"/>).</param>
/// <param name="Values">For each trial the value at each step; null where it keeps that of the settings.</param>
public sealed record ConstantCourse(string Constant, IReadOnlyList<double[]?> Values);

/// <summary>What an epoch of one trial came to.</summary>
/// <param name="Batches">The mean loss of each batch, in order; an engine that notices it ends with the first that is not finite.</param>
/// <param name="ParametersAreFinite">Whether no learned number is NaN or infinite.</param>
public sealed record EpochLosses(double[] Batches, bool ParametersAreFinite)
{
    /// <summary>Number of the first batch whose loss is not finite, from 0; null if there is none.</summary>
    public int? FirstLost => Array.FindIndex(Batches, loss => !double.IsFinite(loss)) is var at and >= 0 ? at : null;

    /// <summary>Mean of the batches' losses.</summary>
    public double Mean
    {
        get
        {
            double total = 0;
            foreach (double loss in Batches)
                total += loss;
            return total / Batches.Length;
        }
    }
}

/// <summary>A tensor with its name.</summary>
/// <param name="Name">Unique within a trial.</param>
/// <param name="Shape">Sizes, slowest first.</param>
/// <param name="Values">Row-major.</param>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, float[] Values);
