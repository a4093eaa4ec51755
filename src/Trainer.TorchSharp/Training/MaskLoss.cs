using Sweep.Trainer.Data;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What trainings minimise where masks are learned.</summary>
internal static class MaskLoss
{
    /// <summary>(trials, samples), in single precision at least.</summary>
    /// <param name="loss">Which.</param>
    /// <param name="logits">(trials, samples, pixels).</param>
    /// <param name="masks">(samples, trials, pixels) of 1 and 0.</param>
    public static Tensor Compute(PixelLoss loss, Tensor logits, Tensor masks)
    {
        var z = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        var t = masks.transpose(0, 1).to(z.dtype);
        var losses = new List<Tensor>();
        if (loss != PixelLoss.Dice)
            losses.Add(torch.nn.functional.binary_cross_entropy_with_logits(z, t, reduction: torch.nn.Reduction.None).mean([2]));
        if (loss != PixelLoss.CrossEntropy)
        {
            var p = z.sigmoid();
            var above = p.mul(t).sum([2]).mul(Scalars.Create(2)).add(Scalars.One, Scalars.One);
            var below = p.sum([2]).add(t.sum([2]), Scalars.One).add(Scalars.One, Scalars.One);
            losses.Add(above.div(below).neg().add(Scalars.One, Scalars.One));
        }
        return losses.Count == 1 ? losses[0] : losses[0].add(losses[1], Scalars.One);
    }
}
