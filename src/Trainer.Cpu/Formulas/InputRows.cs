using System.Reflection.Emit;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>The inputs of a kernel of several inputs, or their gradients: a pointer for each. One that repeats starts anew in every
/// row.</summary>
/// <remarks>The kernel's offset runs on from row to row, so it is the pointer of what repeats that goes back by a row.</remarks>
internal sealed class InputRows
{
    private readonly ILGenerator code;
    private readonly LocalBuilder[] pointers;
    private readonly IReadOnlyList<bool> repeats;

    /// <summary>Writes the loading of the pointers.</summary>
    /// <param name="code">Receives the instructions.</param>
    /// <param name="argument">The argument that holds the pointers.</param>
    /// <param name="repeats">Per input: whether the same row serves all rows.</param>
    public InputRows(ILGenerator code, short argument, IReadOnlyList<bool> repeats)
    {
        (this.code, this.repeats) = (code, repeats);
        pointers = [.. repeats.Select(_ => code.DeclareLocal(typeof(nint)))];
        for (int i = 0; i < pointers.Length; i++)
        {
            code.Emit(OpCodes.Ldarg, argument);
            code.Emit(OpCodes.Ldc_I4, i * nint.Size);
            code.Emit(OpCodes.Add);
            code.Emit(OpCodes.Ldind_I);
            code.Emit(OpCodes.Stloc, pointers[i]);
        }
    }

    /// <summary>Puts the address of an input's current elements on the stack.</summary>
    public void PushAddress(int input, LocalBuilder offset)
    {
        code.Emit(OpCodes.Ldloc, pointers[input]);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Add);
    }

    /// <summary>Whether the same row of an input serves all rows.</summary>
    public bool Repeats(int input) => repeats[input];

    /// <summary>Writes the step to the next row.</summary>
    /// <param name="rowBytes">Holds the bytes of a row.</param>
    public void NextRow(LocalBuilder rowBytes)
    {
        for (int i = 0; i < pointers.Length; i++)
        {
            if (!repeats[i])
                continue;
            code.Emit(OpCodes.Ldloc, pointers[i]);
            code.Emit(OpCodes.Ldloc, rowBytes);
            code.Emit(OpCodes.Sub);
            code.Emit(OpCodes.Stloc, pointers[i]);
        }
    }
}
