using Sweep.Trainer.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Adam as the CPU engine has it: w -= rate/(1-b1^t) * m / (sqrt(v)/sqrt(1-b2^t) + eps).</summary>
/// <remarks>The powers of the betas are kept on the device in double precision, so that no step waits for the host.</remarks>
internal sealed class ReplicaAdam : ReplicaOptimizer
{
    private readonly IReadOnlyList<AdamSettings> settings;
    private readonly ReplicaConstant constants;
    private readonly ReplicaFactor beta1, beta2, rest1, rest2, epsilon;
    private readonly Tensor exactBeta1, exactBeta2, exactRate;    // (replicas); the rate negative
    private readonly Tensor power1, power2;                       // (replicas) beta^t
    private readonly Tensor mean, square;
    private readonly Tensor? decay;
    private readonly IReadOnlyList<Tensor> means, squares, decays = []; // their parts
    private Tensor? rate, root;                                         // of the step, given back with it

    /// <param name="settings">One per replica.</param>
    /// <param name="parameters">What it moves.</param>
    public ReplicaAdam(IReadOnlyList<AdamSettings> settings, ReplicaParameters parameters)
        : this(settings, parameters, parameters.Values.zeros_like().DetachFromDisposeScope(), parameters.Values.zeros_like().DetachFromDisposeScope(), null, null)
    {
    }

    private ReplicaAdam(IReadOnlyList<AdamSettings> settings, ReplicaParameters parameters, Tensor mean, Tensor square, Tensor? power1, Tensor? power2)
        : base(parameters)
    {
        (this.settings, this.mean, this.square) = (settings, mean, square);
        constants = new ReplicaConstant(parameters);
        beta1 = new ReplicaFactor([.. settings.Select(s => s.Beta1)], constants);
        beta2 = new ReplicaFactor([.. settings.Select(s => s.Beta2)], constants);
        rest1 = new ReplicaFactor([.. settings.Select(s => 1 - s.Beta1)], constants);
        rest2 = new ReplicaFactor([.. settings.Select(s => 1 - s.Beta2)], constants);
        epsilon = new ReplicaFactor([.. settings.Select(s => s.Epsilon)], constants);
        decay = constants.KeepForWeights([.. settings.Select(s => s.WeightDecay)]);
        exactBeta1 = constants.KeepExact([.. settings.Select(s => s.Beta1)]);
        exactBeta2 = constants.KeepExact([.. settings.Select(s => s.Beta2)]);
        exactRate = constants.KeepExact([.. settings.Select(s => -s.LearningRate)]);
        this.power1 = power1 ?? constants.KeepExact([.. settings.Select(_ => 1.0)]);
        this.power2 = power2 ?? constants.KeepExact([.. settings.Select(_ => 1.0)]);
        (means, squares) = (parameters.Split(mean), parameters.Split(square));
        if (decay is not null)
            decays = parameters.Split(decay);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Tensor Values)> States => [("m", mean), ("v", square)];

    /// <inheritdoc/>
    public override ReplicaOptimizer Of(ReplicaParameters all, ReplicaParameters kept, IReadOnlyList<int> replicas)
    {
        using var scope = torch.NewDisposeScope();
        var numbers = torch.tensor([.. replicas.Select(r => (long)r)], device: power1.device);
        return new ReplicaAdam([.. replicas.Select(r => settings[r])], kept, all.Keep(mean, replicas), all.Keep(square, replicas),
            power1.index_select(0, numbers).DetachFromDisposeScope(), power2.index_select(0, numbers).DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var held in new IDisposable[] { beta1, beta2, rest1, rest2, epsilon, exactBeta1, exactBeta2, exactRate, power1, power2, mean, square })
            held.Dispose();
        foreach (var view in means.Concat(squares).Concat(decays))
            view.Dispose();
        decay?.Dispose();
        constants.Dispose();
    }

    /// <inheritdoc/>
    protected override void Advance()
    {
        _ = power1.mul_(exactBeta1);
        _ = power2.mul_(exactBeta2);
        rate = constants.Spread(exactRate.div(Rest(power1)));
        root = constants.Spread(Rest(power2).sqrt().reciprocal());
    }

    /// <inheritdoc/>
    protected override void Move(int part, Tensor values, Tensor gradient)
    {
        var (m, v) = (means[part], squares[part]);
        var g = decay is null ? gradient : gradient.addcmul(values, decays[part], Scalars.One);
        beta1.Scale(m);
        rest1.AddTo(m, g);
        beta2.Scale(v);
        rest2.AddSquareTo(v, g);
        var divisor = v.sqrt().mul_(root!);
        epsilon.Raise(divisor);
        _ = values.addcdiv_(m.mul(rate!), divisor, Scalars.One);
    }

    private static Tensor Rest(Tensor power) => power.neg().add(Scalars.One, Scalars.One);
}
