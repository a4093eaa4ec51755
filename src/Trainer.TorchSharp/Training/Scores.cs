using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Adds up how well fused trials do, on their device, and reads it at the end. Made and used within a dispose scope.</summary>
internal sealed class Scores(LearningTask task, int trials, torch.Device device)
{
    // (trials) each: sums of losses, of what is right, of pixels that the network or a mask marks, of those that both do.
    // Counts are exact up to 2^53.
    private readonly Tensor losses = Zeros(trials, device), right = Zeros(trials, device), marked = Zeros(trials, device),
        shared = Zeros(trials, device);

    /// <summary>Adds some samples.</summary>
    /// <param name="loss">(trials, samples).</param>
    /// <param name="logits">(trials, samples, outputs).</param>
    /// <param name="targets">(samples, trials) classes, or (samples, trials, pixels) masks.</param>
    public void Add(Tensor loss, Tensor logits, Tensor targets)
    {
        AddTo(losses, loss, [1]);
        if (task is not Segmentation)
        {
            AddTo(right, logits.argmax(2).eq(targets.transpose(0, 1)), [1]);
            return;
        }
        Tensor found = logits.gt(Scalars.Create(0)), sought = targets.transpose(0, 1).to(ScalarType.Bool);
        AddTo(right, found.eq(sought), [1, 2]);
        AddTo(shared, found.logical_and(sought), [1, 2]);
        AddTo(marked, found, [1, 2]);
        AddTo(marked, sought, [1, 2]);
    }

    /// <summary>Reads them.</summary>
    /// <param name="samples">How many samples each trial has seen.</param>
    /// <param name="outputs">Of the network, for a sample.</param>
    public IReadOnlyList<Evaluation> Read(int samples, int outputs)
    {
        double[] loss = Values(losses), hits = Values(right);
        if (task is not Segmentation)
            return [.. loss.Zip(hits, (l, h) => new Evaluation(l / samples, h / samples))];
        double[] all = Values(marked), both = Values(shared);
        return [.. loss.Select((l, trial) => new Evaluation(l / samples, hits[trial] / ((double)samples * outputs))
        {
            Dice = all[trial] == 0 ? 1 : 2 * both[trial] / all[trial],
        })];
    }

    private static Tensor Zeros(int count, torch.Device device) => torch.zeros([count], dtype: ScalarType.Float64, device: device);

    private static void AddTo(Tensor sum, Tensor values, long[] dimensions) =>
        _ = sum.add_(values.sum(dimensions, type: ScalarType.Float64), Scalars.One);

    private static double[] Values(Tensor sums) => sums.cpu().data<double>().ToArray();
}
