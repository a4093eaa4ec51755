namespace Sweep.Planning.Trials;

/// <summary>What an epoch of a training came to: what metrics are computed from.</summary>
/// <param name="TrainLoss">Mean of the batch losses, in nats.</param>
/// <param name="Test">On the test split after the epoch.</param>
/// <param name="Validation">On the validation split after the epoch; null where the protocol splits none off.</param>
/// <param name="TrainSeconds">Time that training took, without evaluation.</param>
public sealed record EpochResult(double TrainLoss, Evaluation Test, Evaluation? Validation, double TrainSeconds);

/// <summary>Mean loss, in nats where it is a cross-entropy, and accuracy in [0,1].</summary>
/// <param name="Loss">At least 0, or not finite.</param>
/// <param name="Accuracy">Share of images whose largest output is their class; of pixels on the right side, where masks are
/// learned.</param>
public readonly record struct Evaluation(double Loss, double Accuracy)
{
    /// <summary>2 |P and T| / (|P| + |T|) of the pixels P that a network marks and those T of the masks, over all images together; 1 where
    /// both are empty. Null where no masks are learned.</summary>
    /// <remarks>Dice, Ecology 26 (1945), 297-302, doi:10.2307/1932409.</remarks>
    public double? Dice { get; init; }
}
