using Sweep.Planning.Trials;

namespace Sweep.Trainer.Interpretation;

/// <summary>What a <see cref="ReferenceNetwork"/> does where training and evaluation differ.</summary>
public abstract record ReferenceMode
{
    private ReferenceMode()
    {
    }

    /// <summary>Batch norms take the statistics of the batch; dropout and noise are drawn.</summary>
    /// <param name="Key">Of the random streams.</param>
    /// <param name="Epoch">Names the epoch whose random numbers are drawn, always from its start: "3".</param>
    public sealed record Training(StreamKey Key, string Epoch) : ReferenceMode;

    /// <summary>Batch norms take running statistics, nothing is dropped, noise is 0.5.</summary>
    /// <param name="Statistics">(channels) each, by name: "batchnorm1.running_mean", "batchnorm1.running_var".</param>
    public sealed record Evaluation(IReadOnlyDictionary<string, double[]> Statistics) : ReferenceMode;
}
