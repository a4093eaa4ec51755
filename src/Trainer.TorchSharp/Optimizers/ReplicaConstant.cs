using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Spreads one number per replica over the numbers of the replicas.</summary>
internal sealed class ReplicaConstant : IDisposable
{
    private readonly ReplicaParameters parameters;
    private readonly Tensor? replicaNumbers; // null with one replica: a number without dimensions does

    public ReplicaConstant(ReplicaParameters parameters)
    {
        this.parameters = parameters;
        replicaNumbers = parameters.Replicas == 1 ? null : parameters.ReplicaNumbers();
    }

    /// <summary>A constant, kept until disposed.</summary>
    /// <param name="values">One per replica, not all equal (<see cref="ReplicaFactor"/>).</param>
    public Tensor Keep(IReadOnlyList<double> values)
    {
        using var scope = torch.NewDisposeScope();
        var all = torch.tensor([.. values], dtype: ScalarType.Float64, device: parameters.Values.device);
        return all.index_select(0, replicaNumbers!).to(parameters.Values.dtype).DetachFromDisposeScope();
    }

    /// <summary>The same where the constant stops at weights: zero for parameters of activations. Null if it is zero everywhere.</summary>
    public Tensor? KeepForWeights(IReadOnlyList<double> values)
    {
        if (values.All(v => v == 0))
            return null;
        using var scope = torch.NewDisposeScope();
        var all = torch.tensor([.. values], dtype: ScalarType.Float64, device: parameters.Values.device);
        var spread = (replicaNumbers is null ? all.expand(parameters.Values.shape[0]) : all.index_select(0, replicaNumbers)).to(parameters.Values.dtype).contiguous().clone();
        spread.narrow(0, parameters.DecayedCount, parameters.Values.shape[0] - parameters.DecayedCount).zero_();
        return spread.DetachFromDisposeScope();
    }

    /// <summary>A vector of (replicas) in double precision, kept until disposed.</summary>
    public Tensor KeepExact(IReadOnlyList<double> values)
    {
        using var scope = torch.NewDisposeScope();
        return torch.tensor([.. values], dtype: ScalarType.Float64, device: parameters.Values.device).DetachFromDisposeScope();
    }

    /// <summary>Spreads a vector of (replicas) for one step.</summary>
    public Tensor Spread(Tensor vector) => (replicaNumbers is null ? vector.view([]) : vector.index_select(0, replicaNumbers)).to(parameters.Values.dtype);

    /// <inheritdoc/>
    public void Dispose() => replicaNumbers?.Dispose();
}
