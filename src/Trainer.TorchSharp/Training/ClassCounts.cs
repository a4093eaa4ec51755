using Sweep.Planning.Trials;
using Sweep.Trainer.Metrics;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>How well fused trials tell classes.</summary>
internal sealed class ClassCounts(int classes, int trials, torch.Device device, bool countsConfusion = false) : Scores(trials, device)
{
    private readonly List<Tensor> cells = []; // (trials, samples) each: class x classes + predicted class

    // See ClassTally: (trials, classes), (trials, bins) and (trials).
    private readonly Tensor occurring = Zeros([trials, classes], device), predicted = Zeros([trials, classes], device),
        right = Zeros([trials, classes], device), gaps = Zeros([trials, ClassTally.Bins], device), amongBest = Zeros([trials], device);

    /// <inheritdoc/>
    protected override void Count(Tensor logits, Tensor targets)
    {
        var exact = logits.dtype == ScalarType.Float64 ? logits : logits.to(ScalarType.Float32);
        var confidence = exact.softmax(2).amax([2]).to(ScalarType.Float64);
        Tensor best = logits.argmax(2), isRight = best.eq(targets).logical_and(confidence.isfinite()).to(ScalarType.Float64);
        var ones = torch.ones_like(isRight);
        _ = occurring.scatter_add_(1, targets, ones);
        _ = predicted.scatter_add_(1, best, ones);
        _ = right.scatter_add_(1, targets, isRight);

        if (countsConfusion)
            cells.Add(targets.mul(Scalars.Create(classes)).add(best, Scalars.One).to(ScalarType.Float64).MoveToOuterDisposeScope());

        Tensor label = targets.unsqueeze(2), own = logits.gather(2, label);
        var behind = logits.lt(own).logical_or(logits.eq(own).logical_and(Range(classes).ge(label))).sum([2]);
        AddTo(amongBest, behind.gt(Scalars.Create(classes - MetricCatalogue.TopCount)), [1]);

        var bin = confidence.mul(Scalars.Create(ClassTally.Bins)).ceil().sub(Scalars.One).to(ScalarType.Int64)
            .clamp(Scalars.Create(0), Scalars.Create(ClassTally.Bins - 1)).unsqueeze(2);
        var gap = confidence.sub(isRight).unsqueeze(2);
        // Sums in an order of their own would differ from run to run, hence no scatter.
        AddTo(gaps, torch.where(bin.eq(Range(ClassTally.Bins)), gap, torch.zeros_like(gap)), [1]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Evaluation> Read(double[] losses, int samples)
    {
        double[] all = Values(occurring), predictions = Values(predicted), hits = Values(right), distances = Values(gaps),
            best = Values(amongBest), cellsOfSamples = cells.Count == 0 ? [] : Values(torch.cat(cells, 1));
        return [.. losses.Select((loss, trial) =>
        {
            var tally = new ClassTally(classes, countsConfusion) { AmongBest = (long)best[trial] };
            for (int c = 0; c < classes; c++)
            {
                int at = trial * classes + c;
                (tally.Occurring[c], tally.Predicted[c], tally.Right[c]) = ((long)all[at], (long)predictions[at], (long)hits[at]);
            }
            foreach (double cell in cellsOfSamples.AsSpan(trial * (cellsOfSamples.Length / losses.Length),
                cellsOfSamples.Length / losses.Length))
                tally.AddCell((int)((long)cell / classes), (int)((long)cell % classes));
            Array.Copy(distances, trial * ClassTally.Bins, tally.Gaps, 0, ClassTally.Bins);
            return tally.Score(loss, samples);
        })];
    }

    private Tensor Range(int count) => torch.arange(Scalars.Create(count), dtype: ScalarType.Int64, device: occurring.device);
}
