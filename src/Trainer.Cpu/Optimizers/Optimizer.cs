using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>Moves all parameters of a network by one step along their gradients. Holds its state in flat blocks like theirs.</summary>
internal abstract class Optimizer : IDisposable
{
    /// <summary>The optimizer of these settings for so many parameters.</summary>
    public static Optimizer Create(OptimizerSettings settings, int parameterCount) => settings switch
    {
        SgdSettings sgd => new Sgd(sgd, parameterCount),
        AdamSettings adam => new Adam(adam, parameterCount),
        _ => throw new NotSupportedException($"The CPU engine has no optimizer for {settings.GetType().Name}."),
    };

    /// <summary>One step.</summary>
    /// <param name="parameters">What it moves.</param>
    /// <param name="rate">The learning rate of the step.</param>
    public abstract void Step(ParameterBlock parameters, double rate);

    /// <summary>Steps so far.</summary>
    public long StepCount { get; set; }

    /// <summary>What it remembers from step to step, laid out like the parameters.</summary>
    public abstract IReadOnlyList<NamedBlock> States { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}
