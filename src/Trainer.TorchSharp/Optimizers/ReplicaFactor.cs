using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>A factor that each replica has of its own: one number where all agree, else a tensor laid out like what is multiplied.</summary>
/// <remarks>A number is worth its own operations: libtorch computes a sum of products with a tensor without dimensions element by element.</remarks>
internal sealed class ReplicaFactor : IDisposable
{
    private readonly Scalar? number;
    private readonly Tensor? spread;

    /// <param name="values">One per replica.</param>
    /// <param name="constants">Spreads them.</param>
    public ReplicaFactor(IReadOnlyList<double> values, ReplicaConstant constants)
    {
        if (values.All(v => v.Equals(values[0])))
            number = Scalars.Of(values[0]);
        else
            spread = constants.Keep(values);
    }

    /// <summary>t *= factor.</summary>
    public void Scale(Tensor t) => _ = number is { } n ? t.mul_(n) : t.mul_(spread!);

    /// <summary>sum += factor * t.</summary>
    public void AddTo(Tensor sum, Tensor t) => _ = number is { } n ? sum.add_(t, n) : sum.addcmul_(t, spread!, Scalars.One);

    /// <summary>sum += factor * t * t.</summary>
    public void AddSquareTo(Tensor sum, Tensor t) => _ = number is { } n ? sum.addcmul_(t, t, n) : sum.addcmul_(t.mul(t), spread!, Scalars.One);

    /// <summary>t + factor * u, in a new tensor.</summary>
    public Tensor Sum(Tensor t, Tensor u) => number is { } n ? t.add(u, n) : t.addcmul(u, spread!, Scalars.One);

    /// <summary>t += factor.</summary>
    public void Raise(Tensor t) => _ = number is { } n ? t.add_(n, Scalars.One) : t.add_(spread!, Scalars.One);

    /// <inheritdoc/>
    public void Dispose() => spread?.Dispose();
}
