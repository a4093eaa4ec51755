namespace Sweep.Trainer.Cpu.Memory;

/// <summary>Numbers that training changes beside the parameters: a state of the optimizer, running statistics of a layer.</summary>
/// <param name="name">What they are.</param>
/// <param name="values">(count) in the memory of the network or optimizer.</param>
/// <param name="count">How many.</param>
internal sealed unsafe class NamedBlock(string name, float* values, int count)
{
    /// <summary>What they are.</summary>
    public string Name { get; } = name;

    /// <summary>The first number.</summary>
    public float* Pointer => values;

    /// <summary>All of them.</summary>
    public Span<float> Values => new(values, count);
}
