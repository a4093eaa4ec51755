using System.Reflection.Emit;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Writes one kernel as a dynamic method, which the runtime compiles with full optimization when it is first called.</summary>
/// <remarks>A kernel takes a pointer to a struct with its arguments. All distances known when it is written become part of its
/// instructions, and its sums stay in vector locals, which become registers. Distances are in floats.</remarks>
/// <param name="name">For profilers.</param>
/// <param name="call">The struct with the arguments.</param>
/// <param name="instructions">The vector width.</param>
internal sealed class KernelWriter(string name, Type call, VectorInstructions instructions)
{
    private readonly DynamicMethod method = New(name, call);
    private ILGenerator? generator;

    private ILGenerator Code => generator ??= method.GetILGenerator();

    /// <summary>A new vector.</summary>
    public LocalBuilder Vector() => Code.DeclareLocal(instructions.Vector);

    /// <summary>New vectors.</summary>
    public LocalBuilder[] Vectors(int count) => [.. Enumerable.Range(0, count).Select(_ => Vector())];

    /// <summary>A local with the value of an argument.</summary>
    public LocalBuilder Argument(string field)
    {
        var local = Code.DeclareLocal(call.GetField(field)!.FieldType);
        PushArgument(field);
        Code.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>A copy of a pointer.</summary>
    public LocalBuilder Copy(LocalBuilder pointer)
    {
        var local = Code.DeclareLocal(pointer.LocalType);
        Code.Emit(OpCodes.Ldloc, pointer);
        Code.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>vector = 0.</summary>
    public void Clear(LocalBuilder vector)
    {
        Code.Emit(OpCodes.Call, instructions.Zero);
        Code.Emit(OpCodes.Stloc, vector);
    }

    /// <summary>vector = the floats from pointer + distance on.</summary>
    /// <param name="vector">Target.</param>
    /// <param name="pointer">Base.</param>
    /// <param name="distance">In floats.</param>
    /// <param name="again">Whether to load even what was loaded before: the JIT would keep it in a register that is needed
    /// elsewhere.</param>
    public void Load(LocalBuilder vector, LocalBuilder pointer, int distance, bool again = false)
    {
        PushAddress(pointer, distance);
        if (again)
            Code.Emit(OpCodes.Volatile);
        Code.Emit(OpCodes.Unaligned, (byte)1);
        Code.Emit(OpCodes.Ldobj, instructions.Vector);
        Code.Emit(OpCodes.Stloc, vector);
    }

    /// <summary>vector = the float at pointer + distance in all lanes.</summary>
    public void Broadcast(LocalBuilder vector, LocalBuilder pointer, int distance)
    {
        PushAddress(pointer, distance);
        Code.Emit(OpCodes.Ldind_R4);
        Code.Emit(OpCodes.Call, instructions.Broadcast);
        Code.Emit(OpCodes.Stloc, vector);
    }

    /// <summary>sum += factor1 * factor2.</summary>
    public void MultiplyAdd(LocalBuilder sum, LocalBuilder factor1, LocalBuilder factor2)
    {
        Code.Emit(OpCodes.Ldloc, factor1);
        Code.Emit(OpCodes.Ldloc, factor2);
        Code.Emit(OpCodes.Ldloc, sum);
        Code.Emit(OpCodes.Call, instructions.MultiplyAdd);
        Code.Emit(OpCodes.Stloc, sum);
    }

    /// <summary>best = the candidate where it is larger or NaN; its tag goes along.</summary>
    public void TakeLarger(LocalBuilder best, LocalBuilder bestTag, LocalBuilder candidate, LocalBuilder candidateTag)
    {
        var tag = Vector();
        Code.Emit(OpCodes.Ldloc, candidate);
        Code.Emit(OpCodes.Ldloc, best);
        Code.Emit(OpCodes.Ldloc, candidateTag);
        Code.Emit(OpCodes.Ldloc, bestTag);
        Code.Emit(OpCodes.Ldloca, tag);
        Code.Emit(OpCodes.Call, instructions.Larger);
        Code.Emit(OpCodes.Stloc, best);
        Code.Emit(OpCodes.Ldloc, tag);
        Code.Emit(OpCodes.Stloc, bestTag);
    }

    /// <summary>vector = the value where left equals a number, else 0.</summary>
    public void WhereEqual(LocalBuilder vector, LocalBuilder left, float number, LocalBuilder value)
    {
        Code.Emit(OpCodes.Ldloc, left);
        Code.Emit(OpCodes.Ldc_R4, number);
        Code.Emit(OpCodes.Call, instructions.Broadcast);
        Code.Emit(OpCodes.Ldloc, value);
        Code.Emit(OpCodes.Call, instructions.WhereEqual);
        Code.Emit(OpCodes.Stloc, vector);
    }

    /// <summary>vector = a number in all lanes.</summary>
    public void Set(LocalBuilder vector, float number)
    {
        Code.Emit(OpCodes.Ldc_R4, number);
        Code.Emit(OpCodes.Call, instructions.Broadcast);
        Code.Emit(OpCodes.Stloc, vector);
    }

    /// <summary>The floats from pointer + distance on = vector.</summary>
    public void Store(LocalBuilder vector, LocalBuilder pointer, int distance)
    {
        PushAddress(pointer, distance);
        Code.Emit(OpCodes.Ldloc, vector);
        Code.Emit(OpCodes.Unaligned, (byte)1);
        Code.Emit(OpCodes.Stobj, instructions.Vector);
    }

    /// <summary>pointer += distance.</summary>
    public void Advance(LocalBuilder pointer, int distance)
    {
        PushAddress(pointer, distance);
        Code.Emit(OpCodes.Stloc, pointer);
    }

    /// <summary>pointer += an argument that counts floats.</summary>
    public void Advance(LocalBuilder pointer, string distance)
    {
        Code.Emit(OpCodes.Ldloc, pointer);
        PushArgument(distance);
        Code.Emit(OpCodes.Conv_I);
        Code.Emit(OpCodes.Ldc_I4, sizeof(float));
        Code.Emit(OpCodes.Mul);
        Code.Emit(OpCodes.Add);
        Code.Emit(OpCodes.Stloc, pointer);
    }

    /// <summary>Repeats a body as often as an argument says, perhaps never.</summary>
    public void Repeat(string count, Action body) => Repeat(Argument(count), body);

    /// <summary>Repeats a body so many times.</summary>
    public void Repeat(int count, Action body)
    {
        if (count == 1)
        {
            body();
            return;
        }
        var left = Code.DeclareLocal(typeof(int));
        Code.Emit(OpCodes.Ldc_I4, count);
        Code.Emit(OpCodes.Stloc, left);
        Repeat(left, body);
    }

    /// <summary>The finished kernel.</summary>
    public TKernel Finish<TKernel>()
        where TKernel : Delegate
    {
        Code.Emit(OpCodes.Ret);
        return method.CreateDelegate<TKernel>();
    }

    private static DynamicMethod New(string name, Type call) =>
        new(name, typeof(void), [call.MakePointerType()], typeof(KernelWriter).Module, skipVisibility: true) { InitLocals = false };

    private void Repeat(LocalBuilder left, Action body)
    {
        var top = Code.DefineLabel();
        var test = Code.DefineLabel();
        Code.Emit(OpCodes.Br, test);
        Code.MarkLabel(top);
        body();
        Code.Emit(OpCodes.Ldloc, left);
        Code.Emit(OpCodes.Ldc_I4_1);
        Code.Emit(OpCodes.Sub);
        Code.Emit(OpCodes.Stloc, left);
        Code.MarkLabel(test);
        Code.Emit(OpCodes.Ldloc, left);
        Code.Emit(OpCodes.Ldc_I4_0);
        Code.Emit(OpCodes.Bgt, top);
    }

    private void PushArgument(string field)
    {
        Code.Emit(OpCodes.Ldarg_0);
        Code.Emit(OpCodes.Ldfld, call.GetField(field)!);
    }

    private void PushAddress(LocalBuilder pointer, int distance)
    {
        Code.Emit(OpCodes.Ldloc, pointer);
        if (distance == 0)
            return;
        Code.Emit(OpCodes.Ldc_I4, checked(distance * sizeof(float)));
        Code.Emit(OpCodes.Conv_I);
        Code.Emit(OpCodes.Add);
    }
}
