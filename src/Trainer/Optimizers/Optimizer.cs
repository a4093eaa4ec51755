using Sweep.Trainer.Cpu;

namespace Sweep.Trainer.Optimizers;

/// <summary>Moves all parameters of a network by one step along their gradients. Holds its state in flat blocks like theirs.</summary>
internal abstract class Optimizer : IDisposable
{
    /// <summary>One step.</summary>
    public abstract void Step(ParameterBlock parameters);

    /// <inheritdoc/>
    public abstract void Dispose();
}
