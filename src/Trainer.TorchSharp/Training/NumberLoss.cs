namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>What trainings minimise where numbers are learned: the mean squared error over the outputs, in standard units.</summary>
internal static class NumberLoss
{
    /// <summary>(trials, samples), in single precision at least.</summary>
    /// <param name="predicted">(trials, samples, outputs).</param>
    /// <param name="targets">(samples, trials, outputs) in standard units.</param>
    public static Tensor Compute(Tensor predicted, Tensor targets)
    {
        var exact = predicted.dtype == ScalarType.Float64 ? predicted : predicted.to(ScalarType.Float32);
        var error = exact.sub(targets.transpose(0, 1).to(exact.dtype));
        return error.mul(error).mean([2]);
    }
}
