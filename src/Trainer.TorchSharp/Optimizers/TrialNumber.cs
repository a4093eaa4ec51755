using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>A number that each trial has of its own: one number where all agree, else a tensor laid out like what it is combined
/// with.</summary>
/// <remarks>A number is worth its own operations: libtorch computes a sum of products with a tensor without dimensions element by
/// element.</remarks>
internal sealed class TrialNumber : IDisposable
{
    private readonly double value;
    private readonly bool isPooled;
    private Scalar? scalar, negated;

    private TrialNumber(double value, bool isPooled, Tensor? spread) => (this.value, this.isPooled, Spread) = (value, isPooled, spread);

    /// <summary>The tensor where trials differ; null where all agree. Owned by whoever made it.</summary>
    public Tensor? Spread { get; }

    /// <summary>The number where all trials agree.</summary>
    public double Value => Spread is null ? value : throw new InvalidOperationException("The trials do not agree in this number.");

    /// <summary>A constant of the program.</summary>
    public static TrialNumber Constant(double value) => new(value, isPooled: true, spread: null);

    /// <summary>A number on which all trials agree for now; disposed after its use.</summary>
    public static TrialNumber Common(double value) => new(value, isPooled: false, spread: null);

    /// <summary>A number in which trials differ.</summary>
    public static TrialNumber Each(Tensor spread) => new(double.NaN, isPooled: false, spread);

    /// <summary>The number as libtorch takes it, or its negative.</summary>
    public Scalar AsScalar(bool negative)
    {
        if (isPooled)
            return Scalars.Create(negative ? -value : value);
        return negative ? negated ??= (-Value).ToScalar() : scalar ??= Value.ToScalar();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scalar?.Dispose();
        negated?.Dispose();
    }
}
