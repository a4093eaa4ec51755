using System.Reflection.Emit;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>A compiled loop over the elements of a run of parameters.</summary>
/// <param name="blocks">Where the run begins in each block: weights, gradients, then the states.</param>
/// <param name="uniforms">The program's uniform terms; conditions are 1 or 0.</param>
/// <param name="sums">(norms, lanes) added to; only of a loop that sums.</param>
/// <param name="count">Elements: a multiple of the lane count.</param>
internal unsafe delegate void UpdateLoop(void** blocks, float* uniforms, float* sums, nint count);

/// <summary>An optimizer's program as machine code: one loop that makes the step, and one for each norm that sums its squares.</summary>
/// <remarks>Products and sums are rounded one by one, as written and as PyTorch does, so that the step does not depend on what
/// instructions the processor has.</remarks>
internal sealed class UpdateKernel
{
    private const int MaxTermsToDouble = 20; // two vectors per turn of a short loop

    private static readonly LaneType Lanes = LaneType.Single with { FusesProducts = false };

    private readonly OptimizerProgram program;

    public UpdateKernel(OptimizerProgram program)
    {
        this.program = program;
        Step = Compile("step", [.. program.Results.Select(r => r.Value)], sums: false);
        Norms = [.. program.Norms.Select(n => Compile("norm", [n.Operands[0]], sums: true))];
    }

    /// <summary>Elements that a loop takes at once.</summary>
    public static int LaneCount => Lanes.Count;

    /// <summary>Moves weights and states.</summary>
    public UpdateLoop Step { get; }

    /// <summary>One per norm of the program: adds the squares of its operand's elements.</summary>
    public IReadOnlyList<UpdateLoop> Norms { get; }

    private unsafe UpdateLoop Compile(string name, Term[] roots, bool sums)
    {
        const short uniforms = 1, sum = 2, count = 3;
        var method = new DynamicMethod("optimizer-" + name, typeof(void), [typeof(void**), typeof(float*), typeof(float*), typeof(nint)],
            typeof(UpdateKernel).Module, skipVisibility: true) { InitLocals = false };
        var code = method.GetILGenerator();
        var terms = TermOrder.Sort(roots);
        Term[] inputs = [.. terms.Where(t => t.Operation == Operation.Input)];
        var pointers = Pointers(code, [.. inputs.Concat(sums ? [] : program.Results.Select(r => r.Input)).Select(t => t.Index).Distinct()]);
        var locals = Uniforms(code, uniforms, terms, roots);

        int blocksPerTurn = terms.Count(t => !t.IsUniform) > MaxTermsToDouble ? 1 : 2;
        new KernelLoop(code, Lanes, count, blocksPerTurn).Emit((_, offset) =>
        {
            var found = new Dictionary<Term, LocalBuilder>();
            foreach (var input in inputs) // all are read before any is written
            {
                found[input] = code.DeclareLocal(Lanes.Value);
                PushAddress(code, pointers[input.Index], offset);
                code.Emit(OpCodes.Unaligned, (byte)1);
                code.Emit(OpCodes.Ldobj, Lanes.Value);
                code.Emit(OpCodes.Stloc, found[input]);
            }
            var emitter = new KernelEmitter(code, Lanes, roots, t => t.IsUniform || t.Operation == Operation.Input,
                t => code.Emit(OpCodes.Ldloc, t.IsUniform ? locals[t] : found[t]));
            var values = roots.Select(root => Value(code, emitter, root)).ToArray();
            if (sums)
            {
                code.Emit(OpCodes.Ldarg, sum);
                code.Emit(OpCodes.Ldloc, values[0]);
                code.Emit(OpCodes.Ldloc, values[0]);
                emitter.Call(nameof(SingleLanes.Multiply));
                code.Emit(OpCodes.Ldarg, sum);
                code.Emit(OpCodes.Ldobj, Lanes.Value);
                emitter.Call(nameof(SingleLanes.Add));
                Store(code);
                return;
            }
            for (int i = 0; i < roots.Length; i++)
            {
                PushAddress(code, pointers[program.Results[i].Input.Index], offset);
                code.Emit(OpCodes.Ldloc, values[i]);
                Store(code);
            }
        });
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<UpdateLoop>();
    }

    private static LocalBuilder Value(ILGenerator code, KernelEmitter emitter, Term root)
    {
        var value = code.DeclareLocal(Lanes.Value);
        emitter.Emit(root);
        code.Emit(OpCodes.Stloc, value);
        return value;
    }

    private static Dictionary<int, LocalBuilder> Pointers(ILGenerator code, int[] blocks)
    {
        const short all = 0;
        var pointers = new Dictionary<int, LocalBuilder>();
        foreach (int block in blocks)
        {
            pointers[block] = code.DeclareLocal(typeof(nint));
            code.Emit(OpCodes.Ldarg, all);
            code.Emit(OpCodes.Ldc_I4, block * nint.Size);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Ldind_I);
            code.Emit(OpCodes.Stloc, pointers[block]);
        }
        return pointers;
    }

    // What is equal for all elements is put into every lane before the loop.
    private Dictionary<Term, LocalBuilder> Uniforms(ILGenerator code, short argument, Term[] terms, Term[] roots)
    {
        var used = terms.Where(t => !t.IsUniform).SelectMany(t => t.Operands).Concat(roots).ToHashSet();
        var locals = new Dictionary<Term, LocalBuilder>();
        for (int i = 0; i < program.Uniforms.Count; i++)
        {
            var term = program.Uniforms[i];
            if (!used.Contains(term))
                continue;
            code.Emit(OpCodes.Ldarg, argument);
            code.Emit(OpCodes.Ldc_I4, i * sizeof(float));
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Ldind_R4);
            if (term.IsCondition)
                code.Emit(OpCodes.Conv_R8);
            code.Emit(OpCodes.Call, Lanes.Method(term.IsCondition ? nameof(SingleLanes.Mask) : nameof(SingleLanes.Broadcast)));
            locals[term] = code.DeclareLocal(Lanes.Value);
            code.Emit(OpCodes.Stloc, locals[term]);
        }
        return locals;
    }

    private static void PushAddress(ILGenerator code, LocalBuilder pointer, LocalBuilder offset)
    {
        code.Emit(OpCodes.Ldloc, pointer);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Add);
    }

    private static void Store(ILGenerator code)
    {
        code.Emit(OpCodes.Unaligned, (byte)1);
        code.Emit(OpCodes.Stobj, Lanes.Value);
    }
}
