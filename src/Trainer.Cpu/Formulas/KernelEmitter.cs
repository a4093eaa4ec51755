using System.Reflection.Emit;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Writes terms as instructions for one kind of lanes. A term used more than once is computed once and kept in a local.</summary>
/// <remarks>One emitter writes one straight piece of code: the part computed once per call, or one block of the loop.</remarks>
internal sealed class KernelEmitter
{
    private readonly ILGenerator code;
    private readonly LaneType lanes;
    private readonly Dictionary<Term, int> uses = [];
    private readonly Dictionary<Term, LocalBuilder> locals = [];
    private readonly Action<Term> load;

    /// <summary>Prepares to write some terms.</summary>
    /// <param name="code">Receives the instructions.</param>
    /// <param name="lanes">What to compute with.</param>
    /// <param name="roots">The terms that will be written; a term repeated counts as used again.</param>
    /// <param name="isGiven">Which terms are not computed here.</param>
    /// <param name="load">Puts a given term on the stack.</param>
    public KernelEmitter(ILGenerator code, LaneType lanes, IEnumerable<Term> roots, Func<Term, bool> isGiven, Action<Term> load)
    {
        this.code = code;
        this.lanes = lanes;
        this.load = load;
        IsGiven = isGiven;
        foreach (var root in roots)
            CountUses(root);
    }

    private Func<Term, bool> IsGiven { get; }

    /// <summary>Puts the value of a term on the stack.</summary>
    public void Emit(Term term)
    {
        if (term.Operation == Operation.Constant)
        {
            EmitConstant(term.Value);
        }
        else if (IsGiven(term))
        {
            load(term);
        }
        else if (locals.TryGetValue(term, out var local))
        {
            code.Emit(OpCodes.Ldloc, local);
        }
        else
        {
            Compute(term);
            if (uses[term] > 1)
            {
                locals[term] = local = code.DeclareLocal(lanes.Value);
                code.Emit(OpCodes.Dup);
                code.Emit(OpCodes.Stloc, local);
            }
        }
    }

    /// <summary>Calls an operation on what is on the stack.</summary>
    public void Call(string operation) => code.Emit(OpCodes.Call, lanes.Method(operation));

    private void EmitConstant(double value)
    {
        if (lanes.Element == typeof(float))
            code.Emit(OpCodes.Ldc_R4, (float)value);
        else
            code.Emit(OpCodes.Ldc_R8, lanes.RoundsLiteralsToSingle ? (float)value : value);
        Call(nameof(SingleLanes.Broadcast));
    }

    private void CountUses(Term term)
    {
        uses[term] = uses.GetValueOrDefault(term) + 1;
        if (uses[term] > 1 || IsGiven(term)) return;
        foreach (var operand in term.Operands)
            CountUses(operand);
    }

    private void Compute(Term term)
    {
        var operands = term.Operands;
        switch (term.Operation)
        {
            case Operation.Add when AreExclusive(operands[0], operands[1]):
                Apply(nameof(SingleLanes.AddExclusive), operands[0], operands[1]);
                break;
            case Operation.Add when IsFusable(operands[0]):
                Apply(nameof(SingleLanes.MultiplyAdd), operands[0].Operands[0], operands[0].Operands[1], operands[1]);
                break;
            case Operation.Add when IsFusable(operands[1]):
                Apply(nameof(SingleLanes.MultiplyAdd), operands[1].Operands[0], operands[1].Operands[1], operands[0]);
                break;
            case Operation.Subtract when IsFusable(operands[0]):
                Apply(nameof(SingleLanes.MultiplySubtract), operands[0].Operands[0], operands[0].Operands[1], operands[1]);
                break;
            case Operation.Subtract when IsFusable(operands[1]):
                Apply(nameof(SingleLanes.SubtractProduct), operands[1].Operands[0], operands[1].Operands[1], operands[0]);
                break;
            case Operation.Max when operands[1].Operation == Operation.Constant:
                Apply(nameof(SingleLanes.MaxOfLiteral), operands[0], operands[1]);
                break;
            case Operation.Min when operands[1].Operation == Operation.Constant:
                Apply(nameof(SingleLanes.MinOfLiteral), operands[0], operands[1]);
                break;
            case Operation.Select when operands[2].Is(0):
                Apply(nameof(SingleLanes.SelectOrZero), operands[0], operands[1]);
                break;
            case Operation.Select when operands[1].Is(0):
                Apply(nameof(SingleLanes.ZeroOrSelect), operands[0], operands[2]);
                break;
            default:
                Apply(term.Operation.ToString(), [.. operands]);
                break;
        }
    }

    // A product used only here merges with the sum around it.
    private bool IsFusable(Term term) => lanes.FusesProducts && term.Operation == Operation.Multiply && !IsGiven(term) && uses[term] == 1;

    // if(a < b, u, 0) and if(b < a, v, 0): at most one differs from zero.
    private static bool AreExclusive(Term left, Term right)
    {
        return IsMasked(left) && IsMasked(right)
            && left.Operands[0].Operands[0] == right.Operands[0].Operands[1]
            && left.Operands[0].Operands[1] == right.Operands[0].Operands[0];

        static bool IsMasked(Term term) =>
            term.Operation == Operation.Select && term.Operands[0].Operation == Operation.Less && term.Operands[2].Is(0);
    }

    private void Apply(string operation, params ReadOnlySpan<Term> operands)
    {
        foreach (var operand in operands)
            Emit(operand);
        Call(operation);
    }
}
