using System.Globalization;

namespace Sweep.Trainer.Formulas;

/// <summary>A node of a formula: an operation on earlier terms. Immutable; made by a <see cref="TermGraph"/> only, which keeps equal
/// terms one object, so that equality is identity and a common sub-expression is computed once.</summary>
public sealed class Term
{
    internal Term(int id, Operation operation, Term[] operands, double value, int index, string? name)
    {
        Id = id;
        Operation = operation;
        Operands = operands;
        Value = value;
        Index = index;
        Name = name;
        IsUniform = IsNorm
            || (operation is not (Operation.Input or Operation.Noise) && Array.TrueForAll(operands, o => o.IsUniform));
    }

    /// <summary>Position in the graph: larger than that of every operand, so ascending ids are an evaluation order.</summary>
    public int Id { get; }

    /// <summary>What is computed.</summary>
    public Operation Operation { get; }

    /// <summary>Zero to three operands.</summary>
    public IReadOnlyList<Term> Operands { get; }

    /// <summary>The literal of a <see cref="Operation.Constant"/>.</summary>
    public double Value { get; }

    /// <summary>The position of an <see cref="Operation.Input"/> or a <see cref="Operation.Parameter"/> among those of its kind.</summary>
    public int Index { get; }

    /// <summary>The name of an <see cref="Operation.Input"/> or a <see cref="Operation.Parameter"/>.</summary>
    public string? Name { get; }

    /// <summary>Equal for all elements of a tensor: made of literals, parameters and norms only, computed once per call.</summary>
    public bool IsUniform { get; }

    /// <summary>Whether this is a norm over elements.</summary>
    public bool IsNorm => Operation is Operation.Norm or Operation.GlobalNorm;

    /// <summary>Whether this is true or false, not a number.</summary>
    public bool IsCondition => Operation is Operation.Less or Operation.LessOrEqual or Operation.Equal;

    /// <summary>Whether this is the given literal.</summary>
    public bool Is(double literal) => Operation == Operation.Constant && Value == literal;

    /// <summary>The term in the formula language, with the fewest parentheses.</summary>
    public override string ToString() => Operation switch
    {
        Operation.Constant => Value.ToString("R", CultureInfo.InvariantCulture),
        Operation.Noise => "uniform(0,1)",
        Operation.Input or Operation.Parameter => Name!,
        Operation.Negate => "-" + Text(0, 3),
        Operation.Add => Text(0, 1) + " + " + Text(1, 1),
        Operation.Subtract => Text(0, 1) + " - " + Text(1, 2),
        Operation.Multiply => Text(0, 2) + "*" + Text(1, 2),
        Operation.Divide => Text(0, 2) + "/" + Text(1, 3),
        Operation.Power => Text(0, 5) + "^" + Text(1, 4),
        Operation.Less => Text(0, 1) + " < " + Text(1, 1),
        Operation.LessOrEqual => Text(0, 1) + " <= " + Text(1, 1),
        Operation.Equal => Text(0, 1) + " == " + Text(1, 1),
        Operation.Select => $"if({Operands[0]}, {Operands[1]}, {Operands[2]})",
        Operation.Absolute => $"abs({Operands[0]})",
        Operation.GlobalNorm => $"globalNorm({Operands[0]})",
        _ => $"{Operation.ToString().ToLowerInvariant()}({string.Join(", ", Operands)})",
    };

    // How tightly the written form binds: sums 1, products 2, signs 3, powers 4, atoms 5.
    private int Strength => Operation switch
    {
        Operation.Add or Operation.Subtract => 1,
        Operation.Multiply or Operation.Divide => 2,
        Operation.Negate => 3,
        Operation.Constant when Value < 0 => 3,
        Operation.Power => 4,
        _ => 5,
    };

    private string Text(int operand, int strength) =>
        Operands[operand].Strength < strength ? $"({Operands[operand]})" : Operands[operand].ToString();
}
