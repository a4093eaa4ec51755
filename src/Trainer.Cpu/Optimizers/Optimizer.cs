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
    public abstract void Step(ParameterBlock parameters);

    /// <inheritdoc/>
    public abstract void Dispose();
}
