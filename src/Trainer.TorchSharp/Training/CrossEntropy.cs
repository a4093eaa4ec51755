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
}
