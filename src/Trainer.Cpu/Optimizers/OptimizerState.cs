namespace Sweep.Trainer.Cpu.Optimizers;

/// <summary>A block of numbers that an optimizer keeps from step to step, laid out like the parameters.</summary>
/// <param name="name">As the program calls it.</param>
/// <param name="values">Freed with the optimizer.</param>
/// <param name="count">How many.</param>
internal sealed unsafe class OptimizerState(string name, float* values, int count)
{
    /// <summary>As the program calls it.</summary>
    public string Name => name;

    /// <summary>The first number.</summary>
    public float* Pointer => values;

    /// <summary>The numbers, readable and writable.</summary>
    public Span<float> Values => new(values, count);
}
