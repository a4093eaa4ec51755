using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Stochastic gradient descent as <see cref="Sgd"/> has it: v = m*v + g; w -= rate * v, or rate * (g + m*v) with Nesterov.</summary>
internal sealed class ReplicaSgd : ReplicaOptimizer
{
    private readonly IReadOnlyList<SgdSettings> settings;
    private readonly Tensor rate;      // negative
    private readonly Tensor? momentum, decay, velocity;

    /// <param name="settings">One per replica; Nesterov is on for all or none.</param>
    /// <param name="parameters">What it moves.</param>
    public ReplicaSgd(IReadOnlyList<SgdSettings> settings, ReplicaParameters parameters)
        : this(settings, parameters, velocity: null)
    {
    }

    private ReplicaSgd(IReadOnlyList<SgdSettings> settings, ReplicaParameters parameters, Tensor? velocity)
    {
        this.settings = settings;
        using var constants = new ReplicaConstant(parameters);
        rate = constants.Keep([.. settings.Select(s => -s.LearningRate)]);
        decay = constants.KeepForWeights([.. settings.Select(s => s.WeightDecay)]);
        if (settings.All(s => s.Momentum == 0))
        {
            velocity?.Dispose();
            return;
        }
        momentum = constants.Keep([.. settings.Select(s => s.Momentum)]);
        this.velocity = velocity ?? parameters.Values.zeros_like().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Step(Tensor values, Tensor gradients)
    {
        var g = decay is null ? gradients : gradients.addcmul(values, decay, Scalars.One);
        var step = g;
        if (velocity is not null && momentum is not null)
        {
            _ = velocity.mul_(momentum).add_(g, Scalars.One); // in place: the result is velocity itself
            step = settings[0].Nesterov ? g.addcmul(velocity, momentum, Scalars.One) : velocity;
        }
        _ = values.addcmul_(step, rate, Scalars.One);
    }

    /// <inheritdoc/>
    public override ReplicaOptimizer Of(ReplicaParameters all, ReplicaParameters kept, IReadOnlyList<int> replicas) =>
        new ReplicaSgd([.. replicas.Select(r => settings[r])], kept, velocity is null ? null : all.Keep(velocity, replicas));

    /// <inheritdoc/>
    public override void Dispose()
    {
        rate.Dispose();
        momentum?.Dispose();
        decay?.Dispose();
        velocity?.Dispose();
    }
}
