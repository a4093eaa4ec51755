using System.Runtime.InteropServices;

namespace Sweep.Trainer.Formulas;

/// <summary>Makes the terms of one formula: simplifies each as it is made and keeps equal terms one object.</summary>
/// <remarks>Simplifications keep the value of every finite evaluation; 0*a is 0 even where a is infinite, which is what the derivative of a
/// branch that is not taken needs. Not thread-safe; the terms themselves are immutable.</remarks>
public sealed partial class TermGraph
{
    private readonly Dictionary<Key, Term> terms = [];

    /// <summary>The number of terms made so far; ids are below it.</summary>
    public int Count => terms.Count;

    /// <summary>x.</summary>
    public Term Input => Variable(0, "x");

    /// <summary>The input at a position, where there are several.</summary>
    public Term Variable(int index, string name) => Intern(Operation.Input, index: index, name: name);

    /// <summary>The uniform number of the element.</summary>
    public Term Noise => Intern(Operation.Noise);

    /// <summary>A literal; NaN and infinities are allowed here, the parser refuses them.</summary>
    public Term Constant(double value) => Intern(Operation.Constant, value: value + 0.0); // negative zero becomes zero

    /// <summary>The number given from outside at a position: a learnable parameter, a constant.</summary>
    public Term Parameter(int index, string name) => Intern(Operation.Parameter, index: index, name: name);

    private Term Intern(Operation operation, Term? a = null, Term? b = null, Term? c = null,
        double value = 0, int index = 0, string? name = null)
    {
        var key = new Key(operation, a?.Id ?? -1, b?.Id ?? -1, c?.Id ?? -1, BitConverter.DoubleToInt64Bits(value), index);
        ref var term = ref CollectionsMarshal.GetValueRefOrAddDefault(terms, key, out bool exists);
        if (!exists)
        {
            Term[] operands = c is not null ? [a!, b!, c] : b is not null ? [a!, b] : a is not null ? [a] : [];
            term = new Term(terms.Count - 1, operation, operands, value, index, name);
        }
        return term!;
    }

    // A term of constants alone is its value; any other is kept.
    private Term Fold(Operation operation, Term a, Term? b = null)
    {
        return a.Operation == Operation.Constant && (b is null || b.Operation == Operation.Constant)
            ? Constant(TermArithmetic.Apply(operation, a.Value, b?.Value ?? 0, 0))
            : Intern(operation, a, b);
    }

    private readonly record struct Key(Operation Operation, int A, int B, int C, long Value, int Index);
}
