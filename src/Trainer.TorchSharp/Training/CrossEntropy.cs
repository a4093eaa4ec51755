using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What trainings minimise.</summary>
internal static class CrossEntropy
{
    /// <summary>(trials, samples) in nats, in single precision at least.</summary>
    /// <param name="logits">(trials, samples, classes).</param>
    /// <param name="labels">(samples, trials) classes.</param>
    public static Tensor Compute(Tensor logits, Tensor labels)
    {
        long trials = logits.shape[0], samples = logits.shape[1];
        var exact = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        return torch.nn.functional.cross_entropy(exact.reshape(trials * samples, -1), labels.transpose(0, 1).reshape(-1),
            reduction: torch.nn.Reduction.None)
            .view(trials, samples);
    }

    /// <summary>The loss of the targets (1 - smoothing) (share x label + (1 - share) x partner) + smoothing / classes.</summary>
    /// <param name="logits">(trials, samples, classes).</param>
    /// <param name="labels">(samples, trials) classes.</param>
    /// <param name="mixed">Partners and shares; null where each sample stands for itself.</param>
    /// <param name="smoothing">In [0,1).</param>
    public static Tensor Compute(Tensor logits, Tensor labels, MixedTargets? mixed, double smoothing)
    {
        var loss = Compute(logits, labels);
        if (mixed is not null)
        {
            var other = Compute(logits, mixed.Partners);
            loss = other.add(loss.sub(other).mul(mixed.Shares.transpose(0, 1).to(loss.dtype)), Scalars.One);
        }
        if (smoothing == 0)
            return loss;
        var even = torch.nn.functional.log_softmax(logits.to(loss.dtype), dim: 2).mean([2]);
        return loss.mul(Scalars.Create(1 - smoothing)).add(even, Scalars.Create(-smoothing));
    }
}
