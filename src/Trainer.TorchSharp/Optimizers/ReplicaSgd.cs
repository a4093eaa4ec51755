using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Stochastic gradient descent as the CPU engine has it: v = m*v + g; w -= rate * v, or rate * (g + m*v) with Nesterov.</summary>
internal sealed class ReplicaSgd : ReplicaOptimizer
{
    private readonly IReadOnlyList<SgdSettings> settings;
    private readonly ReplicaFactor rate; // negative
    private readonly ReplicaFactor? momentum;
    private readonly Tensor? decay, velocity;
    private readonly IReadOnlyList<Tensor> decays = [], velocities = []; // their parts

    /// <param name="settings">One per replica; Nesterov is on for all or none.</param>
    /// <param name="parameters">What it moves.</param>
    public ReplicaSgd(IReadOnlyList<SgdSettings> settings, ReplicaParameters parameters)
        : this(settings, parameters, velocity: null)
    {
    }

    private ReplicaSgd(IReadOnlyList<SgdSettings> settings, ReplicaParameters parameters, Tensor? velocity)
        : base(parameters)
    {
        this.settings = settings;
        using var constants = new ReplicaConstant(parameters);
        rate = new ReplicaFactor([.. settings.Select(s => -s.LearningRate)], constants);
        decay = constants.KeepForWeights([.. settings.Select(s => s.WeightDecay)]);
        if (decay is not null)
            decays = parameters.Split(decay);
        if (settings.All(s => s.Momentum == 0))
        {
            velocity?.Dispose();
            return;
        }
        momentum = new ReplicaFactor([.. settings.Select(s => s.Momentum)], constants);
        this.velocity = velocity ?? parameters.Values.zeros_like().DetachFromDisposeScope();
        velocities = parameters.Split(this.velocity);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Tensor Values)> States => velocity is null ? [] : [("v", velocity)];

    /// <inheritdoc/>
    public override ReplicaOptimizer Of(ReplicaParameters all, ReplicaParameters kept, IReadOnlyList<int> replicas) =>
        new ReplicaSgd([.. replicas.Select(r => settings[r])], kept, velocity is null ? null : all.Keep(velocity, replicas));

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var view in decays.Concat(velocities))
            view.Dispose();
        rate.Dispose();
        momentum?.Dispose();
        decay?.Dispose();
        velocity?.Dispose();
    }

    /// <inheritdoc/>
    protected override void Move(int part, Tensor values, Tensor gradient)
    {
        var g = decay is null ? gradient : gradient.addcmul(values, decays[part], Scalars.One);
        var step = g;
        if (momentum is not null)
        {
            momentum.Scale(velocities[part]);
            _ = velocities[part].add_(g, Scalars.One); // in place: the result is the velocity itself
            step = settings[0].Nesterov ? momentum.Sum(g, velocities[part]) : velocities[part];
        }
        rate.AddTo(values, step);
    }
}
