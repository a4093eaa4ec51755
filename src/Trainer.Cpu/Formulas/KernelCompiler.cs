using System.Reflection.Emit;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>Turns a formula and its derivatives into machine code: one loop forward, one backward.</summary>
/// <remarks>
/// The code is written as a dynamic method, which the runtime compiles once with full optimization and into which it inlines the lane
/// operations. What depends on parameters only is computed once per call, in double precision, before the loop. The loop handles
/// <see cref="BlocksPerTurn"/> vectors per turn, each with its own accumulators, so that the additions of one do not wait for the other's.
/// A kernel of several inputs has a second loop around it, over rows: an input that is equal in all of them is read again in each, and
/// its gradient is summed over them.
/// </remarks>
internal sealed class KernelCompiler
{
    // A formula with more work than this keeps the processor busy with one vector at a time. More code would spill registers and exceed
    // what the runtime is willing to inline (512 variables in a method).
    private const int MaxWorkToDouble = 40, WorkOfFunction = 20;

    private readonly LaneType lanes;
    private readonly ElementwiseFormula formula;
    private readonly IReadOnlyList<bool> repeats;

    private KernelCompiler(LaneType lanes, ElementwiseFormula formula, IReadOnlyList<bool> repeats) =>
        (this.lanes, this.formula, this.repeats) = (lanes, formula, repeats);

    private bool HasRows => formula.Inputs.Count > 1;

    /// <summary>The forward loop.</summary>
    /// <param name="lanes">What to compute with.</param>
    /// <param name="formula">What is computed.</param>
    /// <param name="repeats">Per input, of a formula of several: whether the same row serves all rows.</param>
    public static ForwardKernel Forward(LaneType lanes, ElementwiseFormula formula, IReadOnlyList<bool> repeats) =>
        new KernelCompiler(lanes, formula, repeats).Forward();

    /// <summary>The backward loop.</summary>
    /// <param name="lanes">What to compute with.</param>
    /// <param name="formula">What is computed.</param>
    /// <param name="repeats">As forward.</param>
    public static BackwardKernel Backward(LaneType lanes, ElementwiseFormula formula, IReadOnlyList<bool> repeats) =>
        new KernelCompiler(lanes, formula, repeats).Backward();

    private unsafe ForwardKernel Forward()
    {
        var method = Method("forward",
            [typeof(void*), typeof(void*), typeof(void*), typeof(void*), typeof(nint), typeof(void**), typeof(nint)]);
        var code = method.GetILGenerator();
        const short y = 3, count = 4, inputsArgument = 5, rows = 6;

        var uniform = new UniformPart(code, lanes, [formula.Root]);
        var inputs = HasRows ? new InputRows(code, inputsArgument, repeats) : null;
        var loop = new KernelLoop(code, lanes, count, BlocksPerTurn([formula.Root]));
        if (inputs is null)
            loop.Emit(WriteBlock);
        else
            loop.Emit(rows, inputs.NextRow, WriteBlock);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<ForwardKernel>();

        void WriteBlock(int block, LocalBuilder offset)
        {
            PushAddress(code, y, offset);
            var emitter = Block(code, [formula.Root], uniform, offset, inputs);
            emitter.Emit(formula.Root);
            Store(code);
        }
    }

    private unsafe BackwardKernel Backward()
    {
        var method = Method("backward",
        [
            typeof(void*), typeof(void*), typeof(void*), typeof(void*), typeof(void*), typeof(void*), typeof(nint),
            typeof(void**), typeof(nint), typeof(void**),
        ]);
        var code = method.GetILGenerator();
        const short dy = 3, dx = 4, sums = 5, count = 6, inputsArgument = 7, rows = 8, gradientsArgument = 9;

        var slopes = formula.Gradient.Inputs;
        var parts = formula.Gradient.Parameters.Select(p => FactoredTerm.Split(formula.Graph, p)).ToArray();
        Term[] perElement = [.. slopes, .. parts.Select(p => p.Varying)];
        var uniform = new UniformPart(code, lanes, [.. perElement, .. parts.Select(p => p.Uniform)]);
        var inputs = HasRows ? new InputRows(code, inputsArgument, repeats) : null;
        var gradients = HasRows ? new InputRows(code, gradientsArgument, repeats) : null;
        int blocks = BlocksPerTurn(perElement);
        var accumulators = parts.Select(_ => Enumerable.Range(0, blocks).Select(_ => code.DeclareLocal(lanes.Value)).ToArray()).ToArray();

        // Set to zero here, after the calls of the uniform part: a register lives on through the loop only if no call comes before its use.
        var zero = formula.Graph.Constant(0);
        foreach (var accumulator in accumulators.SelectMany(a => a))
        {
            Block(code, [], uniform, null, null).Emit(zero);
            code.Emit(OpCodes.Stloc, accumulator);
        }

        var loop = new KernelLoop(code, lanes, count, blocks);
        if (inputs is null)
            loop.Emit(WriteBlock);
        else
            loop.Emit(rows, NextRow, WriteBlock);

        var last = Block(code, [], uniform, null, null);
        for (int p = 0; p < parts.Length; p++)
        {
            PushSum(code, sums, p);
            foreach (var accumulator in accumulators[p])
                code.Emit(OpCodes.Ldloc, accumulator);
            for (int block = 1; block < blocks; block++)
                last.Call(nameof(SingleLanes.Add));
            last.Emit(parts[p].Uniform);
            PushSum(code, sums, p);
            Load(code);
            last.Call(nameof(SingleLanes.MultiplyAdd));
            Store(code);
        }
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<BackwardKernel>();

        void NextRow(LocalBuilder rowBytes)
        {
            inputs!.NextRow(rowBytes);
            gradients!.NextRow(rowBytes);
        }

        void WriteBlock(int block, LocalBuilder offset)
        {
            var gradient = code.DeclareLocal(lanes.Value);
            PushAddress(code, dy, offset);
            Load(code);
            code.Emit(OpCodes.Stloc, gradient);
            var emitter = Block(code, perElement, uniform, offset, inputs);
            for (int p = 0; p < parts.Length; p++)
            {
                code.Emit(OpCodes.Ldloc, gradient);
                emitter.Emit(parts[p].Varying);
                code.Emit(OpCodes.Ldloc, accumulators[p][block]);
                emitter.Call(nameof(SingleLanes.MultiplyAdd));
                code.Emit(OpCodes.Stloc, accumulators[p][block]);
            }
            for (int input = 0; input < slopes.Count; input++)
            {
                if (gradients is null)
                    PushAddress(code, dx, offset);
                else
                    gradients.PushAddress(input, offset);
                code.Emit(OpCodes.Ldloc, gradient);
                emitter.Emit(slopes[input]);
                if (gradients?.Repeats(input) ?? false)
                {
                    gradients.PushAddress(input, offset);
                    Load(code);
                    emitter.Call(nameof(SingleLanes.MultiplyAdd));
                }
                else
                {
                    emitter.Call(nameof(SingleLanes.Multiply));
                }
                Store(code);
            }
        }
    }

    private static DynamicMethod Method(string name, Type[] parameters) =>
        new("activation-" + name, typeof(void), parameters, typeof(KernelCompiler).Module, skipVisibility: true) { InitLocals = false };

    private int BlocksPerTurn(Term[] roots)
    {
        int work = TermOrder.Sort(roots).Where(t => !t.IsUniform).Sum(t => IsFunction(t.Operation) ? WorkOfFunction : 1);
        return lanes.Count == 1 || work > MaxWorkToDouble ? 1 : 2;
    }

    private static bool IsFunction(Operation operation) => operation is Operation.Exp or Operation.Expm1 or Operation.Log or Operation.Log1p
        or Operation.Sigmoid or Operation.Tanh or Operation.Softplus or Operation.Erf or Operation.Sin or Operation.Cos or Operation.Power;

    // Terms of one vector of elements: x and noise are loaded when first needed and kept.
    private KernelEmitter Block(ILGenerator code, Term[] roots, UniformPart uniform, LocalBuilder? offset, InputRows? inputs)
    {
        const short x = 0, noise = 1;
        var leaves = new Dictionary<Term, LocalBuilder>();
        return new KernelEmitter(code, lanes, roots, t => t.IsUniform || t.Operation is Operation.Input or Operation.Noise, term =>
        {
            if (term.IsUniform)
            {
                uniform.Load(term);
                return;
            }
            if (leaves.TryGetValue(term, out var local))
            {
                code.Emit(OpCodes.Ldloc, local);
                return;
            }
            leaves[term] = local = code.DeclareLocal(lanes.Value);
            if (term.Operation == Operation.Input && inputs is not null)
                inputs.PushAddress(term.Index, offset!);
            else
                PushAddress(code, term.Operation == Operation.Input ? x : noise, offset!);
            Load(code);
            code.Emit(OpCodes.Dup);
            code.Emit(OpCodes.Stloc, local);
        });
    }

    private static void PushAddress(ILGenerator code, short argument, LocalBuilder offset)
    {
        code.Emit(OpCodes.Ldarg, argument);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Add);
    }

    private void PushSum(ILGenerator code, short sums, int parameter)
    {
        code.Emit(OpCodes.Ldarg, sums);
        code.Emit(OpCodes.Ldc_I4, parameter * lanes.Count * lanes.ElementSize);
        code.Emit(OpCodes.Add);
    }

    private void Load(ILGenerator code)
    {
        code.Emit(OpCodes.Unaligned, (byte)1);
        code.Emit(OpCodes.Ldobj, lanes.Value);
    }

    private void Store(ILGenerator code)
    {
        code.Emit(OpCodes.Unaligned, (byte)1);
        code.Emit(OpCodes.Stobj, lanes.Value);
    }
}
