using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Metrics;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>How well fused trials predict numbers.</summary>
internal sealed class NumberSums(PixelStatistics scale, int trials, torch.Device device) : Scores(trials, device)
{
    private readonly int outputs = scale.Mean.Count;

    // (trials, outputs) each: see NumberTally.
    private readonly Tensor squares = Zeros([trials, scale.Mean.Count], device), absolutes = Zeros([trials, scale.Mean.Count], device),
        sums = Zeros([trials, scale.Mean.Count], device), squaresOfTargets = Zeros([trials, scale.Mean.Count], device);

    /// <inheritdoc/>
    protected override void Count(Tensor logits, Tensor targets)
    {
        Tensor target = targets.to(ScalarType.Float64), error = logits.to(ScalarType.Float64).sub(target);
        AddTo(squares, error.mul(error), [1]);
        AddTo(absolutes, error.abs(), [1]);
        AddTo(sums, target, [1]);
        AddTo(squaresOfTargets, target.mul(target), [1]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Evaluation> Read(double[] losses, int samples)
    {
        double[][] all = [Values(squares), Values(absolutes), Values(sums), Values(squaresOfTargets)];
        return [.. losses.Select((loss, trial) =>
        {
            var tally = new NumberTally(scale);
            double[][] own = [tally.Squares, tally.Absolutes, tally.Targets, tally.TargetSquares];
            for (int i = 0; i < own.Length; i++)
                Array.Copy(all[i], trial * outputs, own[i], 0, outputs);
            return tally.Score(loss, samples);
        })];
    }
}
