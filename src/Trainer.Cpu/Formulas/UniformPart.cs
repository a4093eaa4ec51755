using System.Reflection.Emit;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>The part of a kernel computed once per call: terms of parameters and literals, in double precision, then in every
/// lane.</summary>
internal sealed class UniformPart
{
    private readonly ILGenerator code;
    private readonly LaneType lanes;
    private readonly Dictionary<Term, LocalBuilder> locals = [];

    /// <summary>Writes the computation of every such term that the roots need.</summary>
    public UniformPart(ILGenerator code, LaneType lanes, Term[] roots)
    {
        this.code = code;
        this.lanes = lanes;
        var needed = Needed(roots);
        var scalar = lanes == LaneType.Single ? LaneType.UniformOfSingle : LaneType.Double;
        var emitter = new KernelEmitter(code, scalar, needed, t => t.Operation == Operation.Parameter, LoadParameter);
        foreach (var term in needed)
        {
            emitter.Emit(term);
            code.Emit(OpCodes.Call, lanes.Method(term.IsCondition ? nameof(SingleLanes.Mask) : nameof(SingleLanes.FromDouble)));
            locals[term] = code.DeclareLocal(lanes.Value);
            code.Emit(OpCodes.Stloc, locals[term]);
        }
    }

    /// <summary>Puts a computed term on the stack.</summary>
    public void Load(Term term) => code.Emit(OpCodes.Ldloc, locals[term]);

    // The largest such terms: those that a per-element term, or the kernel itself, uses.
    private static List<Term> Needed(Term[] roots)
    {
        var users = TermOrder.Sort(roots).Where(t => !t.IsUniform).SelectMany(t => t.Operands);
        return [.. roots.Concat(users).Where(t => t.IsUniform && t.Operation != Operation.Constant).Distinct().OrderBy(t => t.Id)];
    }

    private void LoadParameter(Term parameter)
    {
        const short parameters = 2;
        code.Emit(OpCodes.Ldarg, parameters);
        code.Emit(OpCodes.Ldc_I4, parameter.Index * lanes.ElementSize);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ldobj, lanes.Element);
        code.Emit(OpCodes.Conv_R8);
    }
}
