using System.Reflection;
using System.Runtime.Intrinsics;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>What a kernel computes with: an element type and how many of them at once.</summary>
/// <param name="Element">float or double.</param>
/// <param name="Value">The type on the evaluation stack: the element or a vector of it.</param>
/// <param name="Operations">The class with one static method per operation.</param>
/// <param name="Count">Elements per value.</param>
internal sealed record LaneType(Type Element, Type Value, Type Operations, int Count)
{
    /// <summary>Eight floats.</summary>
    public static LaneType Single { get; } = new(typeof(float), typeof(Vector256<float>), typeof(SingleLanes), Vector256<float>.Count);

    /// <summary>One double.</summary>
    public static LaneType Double { get; } = new(typeof(double), typeof(double), typeof(DoubleLanes), 1);

    /// <summary>One double, for what a single-precision kernel computes once per call: its literals are single-precision numbers too, so
    /// that a parameter equal to the float 0.01 lies on the bound clamp(a,0.01,...) and not beside it.</summary>
    public static LaneType UniformOfSingle { get; } = Double with { RoundsLiteralsToSingle = true };

    /// <summary>Whether literals are first rounded to float.</summary>
    public bool RoundsLiteralsToSingle { get; private init; }

    /// <summary>Whether a product and the sum around it may become one operation with one rounding.</summary>
    public bool FusesProducts { get; init; } = true;

    /// <summary>Bytes per element.</summary>
    public int ElementSize => Element == typeof(float) ? sizeof(float) : sizeof(double);

    /// <summary>The method of an operation.</summary>
    public MethodInfo Method(string operation) => Operations.GetMethod(operation)
        ?? throw new MissingMethodException(Operations.FullName, operation);
}
