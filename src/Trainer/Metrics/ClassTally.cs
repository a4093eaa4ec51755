using Sweep.Planning.Trials;

namespace Sweep.Trainer.Metrics;

/// <summary>Counts how classes are predicted, sample by sample, and computes the scores from the counts.</summary>
/// <param name="classes">At least 2.</param>
/// <param name="countsConfusion">Whether the scores have a confusion matrix.</param>
public sealed class ClassTally(int classes, bool countsConfusion = false)
{
    /// <summary>Bins of the calibration error.</summary>
    public const int Bins = 15;

    private readonly Dictionary<(int Class, int Predicted), long> cells = [];

    /// <summary>(classes) samples of each.</summary>
    public long[] Occurring { get; } = new long[classes];

    /// <summary>(classes) samples that are predicted to be of each.</summary>
    public long[] Predicted { get; } = new long[classes];

    /// <summary>(classes) samples of each that are predicted right.</summary>
    public long[] Right { get; } = new long[classes];

    /// <summary>(<see cref="Bins"/>) largest probabilities minus how many samples are right.</summary>
    public double[] Gaps { get; } = new double[Bins];

    /// <summary>Samples whose class is among those of the <see cref="MetricCatalogue.TopCount"/> largest outputs.</summary>
    public long AmongBest { get; set; }

    /// <summary>Counts a sample.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="predicted">The class of the largest output.</param>
    /// <param name="isRight">Whether they are the same, and the probabilities finite.</param>
    /// <param name="rank">How many outputs come before that of its class, the largest first.</param>
    /// <param name="confidence">The largest probability.</param>
    public void Add(int label, int predicted, bool isRight, int rank, double confidence)
    {
        if (countsConfusion)
            AddCell(label, predicted);
        Occurring[label]++;
        Predicted[predicted]++;
        if (isRight)
            Right[label]++;
        if (rank < MetricCatalogue.TopCount)
            AmongBest++;
        int bin = confidence > 0 ? Math.Min((int)Math.Ceiling(confidence * Bins), Bins) - 1 : 0; // the first for what is no number
        Gaps[bin] += isRight ? confidence - 1 : confidence;
    }

    /// <summary>Counts a sample in the confusion matrix only.</summary>
    public void AddCell(int label, int predicted) => cells[(label, predicted)] = cells.GetValueOrDefault((label, predicted)) + 1;

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        cells.Clear();
        Array.Clear(Occurring);
        Array.Clear(Predicted);
        Array.Clear(Right);
        Array.Clear(Gaps);
        AmongBest = 0;
    }

    /// <summary>The scores of all samples counted.</summary>
    /// <param name="loss">Their mean loss.</param>
    /// <param name="samples">How many there were, at least 1.</param>
    public Evaluation Score(double loss, int samples)
    {
        double recall = 0, f1 = 0, gap = 0;
        int occurring = 0, either = 0;
        for (int c = 0; c < classes; c++)
        {
            if (Occurring[c] > 0)
            {
                occurring++;
                recall += (double)Right[c] / Occurring[c];
            }
            if (Occurring[c] + Predicted[c] > 0)
            {
                either++;
                f1 += 2.0 * Right[c] / (Occurring[c] + Predicted[c]);
            }
        }
        foreach (double bin in Gaps)
            gap += Math.Abs(bin);
        return new Evaluation(loss)
        {
            Confusion = !countsConfusion ? null : new ConfusionMatrix(
                [.. cells.OrderBy(c => c.Key).Select(c => new ConfusionCell(c.Key.Class, c.Key.Predicted, c.Value))]),
            Accuracy = (double)Right.Sum() / samples,
            Classes = new ClassScores(classes > MetricCatalogue.TopCount ? (double)AmongBest / samples : null, recall / occurring,
                f1 / either, gap / samples),
        };
    }
}
