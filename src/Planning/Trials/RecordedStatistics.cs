namespace Sweep.Planning.Trials;

/// <summary>Statistics of networks that may be measured after each epoch, beside the metrics that are always there.</summary>
[Flags]
public enum RecordedStatistics
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What activations see and make of some test samples, and what they learned.</summary>
    Activations = 1,

    /// <summary>Gradients and steps of the weights of each layer.</summary>
    Gradients = 2,
}
