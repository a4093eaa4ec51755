using Sweep.Planning.Trials;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>How well fused trials find masks.</summary>
internal sealed class MaskScores(int trials, int pixels, torch.Device device) : Scores(trials, device)
{
    // (trials) each: pixels on the right side, pixels that the network or a mask marks, those that both do.
    private readonly Tensor right = Zeros([trials], device), marked = Zeros([trials], device), shared = Zeros([trials], device);

    /// <inheritdoc/>
    protected override void Count(Tensor logits, Tensor targets)
    {
        Tensor found = logits.gt(Scalars.Create(0)), sought = targets.to(ScalarType.Bool);
        AddTo(right, found.eq(sought).logical_and(logits.eq(logits)), [1, 2]); // what is no number is wrong
        AddTo(shared, found.logical_and(sought), [1, 2]);
        AddTo(marked, found, [1, 2]);
        AddTo(marked, sought, [1, 2]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Evaluation> Read(double[] losses, int samples)
    {
        double[] hits = Values(right), all = Values(marked), both = Values(shared);
        return [.. losses.Select((loss, trial) => new Evaluation(loss)
        {
            Accuracy = hits[trial] / ((double)samples * pixels),
            Dice = all[trial] == 0 ? 1 : 2 * both[trial] / all[trial],
        })];
    }
}
