using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Adds up how well fused trials do, on their device, and reads it at the end. Made and used within a dispose scope. Counts are
/// doubles, exact up to 2^53.</summary>
/// <param name="trials">How many.</param>
/// <param name="device">Where.</param>
internal abstract class Scores(int trials, torch.Device device)
{
    private readonly Tensor losses = Zeros([trials], device);

    /// <summary>Those of a dataset's task.</summary>
    /// <param name="dataset">What is learned.</param>
    /// <param name="trials">How many.</param>
    /// <param name="device">Where.</param>
    /// <param name="countsConfusion">Whether those of classes have a confusion matrix.</param>
    public static Scores Create(Dataset dataset, int trials, torch.Device device, bool countsConfusion) => dataset.Task switch
    {
        Segmentation => new MaskScores(trials, dataset.Height * dataset.Width, device),
        Regression => new NumberSums(dataset.TargetStatistics, trials, device),
        _ => new ClassCounts(dataset.Task.OutputChannels, trials, device, countsConfusion),
    };

    /// <summary>Adds some samples.</summary>
    /// <param name="loss">(trials, samples).</param>
    /// <param name="logits">(trials, samples, outputs).</param>
    /// <param name="targets">(samples, trials) classes, or (samples, trials, outputs) masks or numbers in standard units.</param>
    public void Add(Tensor loss, Tensor logits, Tensor targets)
    {
        AddTo(losses, loss, [1]);
        Count(logits, targets.transpose(0, 1));
    }

    /// <summary>Reads them.</summary>
    /// <param name="samples">How many samples each trial has seen.</param>
    public IReadOnlyList<Evaluation> Read(int samples) => Read([.. Values(losses).Select(loss => loss / samples)], samples);

    /// <summary>Counts some samples.</summary>
    /// <param name="logits">(trials, samples, outputs).</param>
    /// <param name="targets">(trials, samples) or (trials, samples, outputs).</param>
    protected abstract void Count(Tensor logits, Tensor targets);

    /// <summary>The scores of each trial.</summary>
    /// <param name="losses">(trials) mean losses.</param>
    /// <param name="samples">How many samples each trial has seen.</param>
    protected abstract IReadOnlyList<Evaluation> Read(double[] losses, int samples);

    /// <summary>Sums to begin with.</summary>
    protected static Tensor Zeros(long[] shape, torch.Device device) => torch.zeros(shape, dtype: ScalarType.Float64, device: device);

    /// <summary>Adds sums over some dimensions.</summary>
    protected static void AddTo(Tensor sum, Tensor values, long[] dimensions) =>
        _ = sum.add_(values.sum(dimensions, type: ScalarType.Float64), Scalars.One);

    /// <summary>Sums, row-major.</summary>
    protected static double[] Values(Tensor sums) => sums.cpu().data<double>().ToArray();
}
