namespace Sweep.Planning.Trials;

/// <summary>What an epoch of a training came to: what metrics are computed from.</summary>
/// <param name="TrainLoss">Mean of the batch losses.</param>
/// <param name="Test">On the test split after the epoch.</param>
/// <param name="Validation">On the validation split after the epoch; null where the protocol splits none off.</param>
/// <param name="TrainSeconds">Time that training took, without evaluation.</param>
public sealed record EpochResult(double TrainLoss, Evaluation Test, Evaluation? Validation, double TrainSeconds)
{
    /// <summary>Of the whole training; null before its last epoch.</summary>
    public TrainingFacts? Training { get; init; }
}

/// <summary>What a training took.</summary>
/// <param name="TotalSeconds">Of all epochs, without evaluation.</param>
/// <param name="Parameters">Learned numbers of the network.</param>
/// <param name="MultiplyAdds">Of convolutions and linear layers, for a sample, forward.</param>
/// <param name="PeakMemory">Bytes, in the last phase.</param>
public sealed record TrainingFacts(double TotalSeconds, int Parameters, long MultiplyAdds, long PeakMemory)
{
    /// <summary>The epoch in which the metric of early stopping was best, from 1; null without early stopping, and where the metric never
    /// was a number.</summary>
    public int? BestEpoch { get; init; }
}

/// <summary>How well a network does on a split.</summary>
/// <param name="Loss">Mean over the samples of what training minimises: at least 0, or not finite; in nats where it is a
/// cross-entropy.</param>
public sealed record Evaluation(double Loss)
{
    /// <summary>In [0,1]: the share of samples whose largest output is their class; of pixels on the right side, where masks are learned.
    /// Null where numbers are.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Half width of the 95 % confidence interval of the accuracy over the tasks of meta learning; null where none are
    /// learned.</summary>
    public double? AccuracyInterval { get; init; }

    /// <summary>2 |P and T| / (|P| + |T|) of the pixels P that a network marks and those T of the masks, over all images together; 1 where
    /// both are empty. Null where no masks are learned.</summary>
    /// <remarks>Dice, Ecology 26 (1945), 297-302, doi:10.2307/1932409.</remarks>
    public double? Dice { get; init; }

    /// <summary>More of classes; null where none are learned.</summary>
    public ClassScores? Classes { get; init; }

    /// <summary>Null unless it is counted.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Of numbers; null where none are learned.</summary>
    public NumberScores? Numbers { get; init; }
}

/// <summary>How well classes are predicted, beside the accuracy. All in [0,1].</summary>
/// <param name="TopFiveAccuracy">Share of samples whose class is among those of the five largest outputs; null for five classes or
/// fewer.</param>
/// <param name="BalancedAccuracy">Mean, over the classes that occur, of the share of their samples that is predicted right.</param>
/// <param name="MacroF1">Mean, over the classes that occur or are predicted, of 2 right / (occurring + predicted).</param>
/// <param name="CalibrationError">Expected calibration error: the samples are put into 15 bins (lo, hi] of equal width by their largest
/// probability; the mean over the samples of the distance, in their bin, between the mean largest probability and the accuracy. Guo,
/// Pleiss, Sun, Weinberger: On calibration of modern neural networks, ICML 2017, arXiv 1706.04599, equation 3.</param>
public sealed record ClassScores(double? TopFiveAccuracy, double BalancedAccuracy, double MacroF1, double CalibrationError);

/// <summary>How well numbers are predicted. Each is the mean over the outputs.</summary>
/// <param name="MeanSquaredError">In squares of the targets' units.</param>
/// <param name="MeanAbsoluteError">In the targets' units.</param>
/// <param name="R2">Coefficient of determination: 1 - (squared errors) / (squared distances of the targets from their mean on the same
/// split), at most 1. An output whose targets are all equal there counts 1 where they are predicted exactly, else 0.</param>
public sealed record NumberScores(double MeanSquaredError, double MeanAbsoluteError, double R2);
