using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Stochastic gradient descent as <see cref="Sgd"/> has it: v = m*v + g; w -= rate * v, or rate * (g + m*v) with Nesterov.</summary>
internal sealed class ReplicaSgd : ReplicaOptimizer
{
    private readonly IReadOnlyList<SgdSettings> settings;
    private readonly ReplicaFactor rate; // negative
    private readonly ReplicaFactor? momentum;
    private readonly Tensor? decay, velocity;

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
        rate = new ReplicaFactor([.. settings.Select(s => -s.LearningRate)], constants);
        decay = constants.KeepForWeights([.. settings.Select(s => s.WeightDecay)]);
        if (settings.All(s => s.Momentum == 0))
        {
            velocity?.Dispose();
            return;
        }
        momentum = new ReplicaFactor([.. settings.Select(s => s.Momentum)], constants);
        this.velocity = velocity ?? parameters.Values.zeros_like().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override void Step(Tensor values, Tensor gradients)
    {
        var g = decay is null ? gradients : gradients.addcmul(values, decay, Scalars.One);
        var step = g;
        if (velocity is not null && momentum is not null)
        {
            momentum.Scale(velocity);
            _ = velocity.add_(g, Scalars.One); // in place: the result is velocity itself
            step = settings[0].Nesterov ? momentum.Sum(g, velocity) : velocity;
        }
        rate.AddTo(values, step);
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
