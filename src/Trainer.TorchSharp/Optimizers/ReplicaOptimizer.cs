using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Settings;
using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Optimizers;

/// <summary>Moves the numbers of all replicas by one step, each replica by its own constants. Its state is laid out like the numbers.</summary>
/// <remarks>Written on tensors because the optimizers of TorchSharp make temporary scalars at each step (<see cref="Runtime.Scalars"/>).</remarks>
internal abstract class ReplicaOptimizer(ReplicaParameters parameters) : IDisposable
{
    /// <summary>Steps so far.</summary>
    public long StepCount { get; set; }

    /// <summary>What it remembers from step to step, laid out like the numbers.</summary>
    public abstract IReadOnlyList<(string Name, Tensor Values)> States { get; }

    /// <summary>Takes the rates of an epoch's steps.</summary>
    public void BeginEpoch(IReadOnlyList<double[]> rates)
    {
    }

    /// <summary>One step. Called within a dispose scope and without autograd.</summary>
    /// <param name="gradients">One per part of the parameters (<see cref="ReplicaParameters.Gradients"/>).</param>
    public void Step(IReadOnlyList<Tensor> gradients)
    {
        StepCount++;
        Advance();
        for (int part = 0; part < gradients.Count; part++)
            Move(part, parameters.Parts[part], gradients[part]);
    }

    /// <summary>The same for some of the replicas, with their state. This optimizer is to be disposed by the caller.</summary>
    public abstract ReplicaOptimizer Of(ReplicaParameters all, ReplicaParameters kept, IReadOnlyList<int> replicas);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Before the parts of a step: what changes from step to step.</summary>
    protected virtual void Advance()
    {
    }

    /// <summary>Moves one part.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="values">Its numbers, written.</param>
    /// <param name="gradient">Of the same layout.</param>
    protected abstract void Move(int part, Tensor values, Tensor gradient);

    /// <summary>The optimizer of a group.</summary>
    /// <param name="settings">One per replica, all of one kind.</param>
    /// <param name="parameters">What it moves.</param>
    /// <exception cref="TrialSettingsException">This engine does not have it.</exception>
    public static ReplicaOptimizer Create(IReadOnlyList<OptimizerSettings> settings, ReplicaParameters parameters) => settings[0] switch
    {
        SgdSettings => new ReplicaSgd([.. settings.Cast<SgdSettings>()], parameters),
        AdamSettings => new ReplicaAdam([.. settings.Cast<AdamSettings>()], parameters),
        var other => throw new TrialSettingsException($"The TorchSharp engine has no optimizer {other.GetType().Name}; use the CPU engine."),
    };
}
