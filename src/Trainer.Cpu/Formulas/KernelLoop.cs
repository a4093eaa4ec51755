using System.Reflection.Emit;

namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>The loop of a kernel over a count of elements: several vectors per turn, then one by one. With several inputs, over rows of as
/// many.</summary>
internal sealed class KernelLoop(ILGenerator code, LaneType lanes, short countArgument, int blocksPerTurn)
{
    /// <summary>Writes the loop over one row.</summary>
    /// <param name="block">Writes one vector's work, given its number within the turn and the local with its offset in bytes.</param>
    public void Emit(Action<int, LocalBuilder> block)
    {
        var (offset, end) = Start();
        Row(offset, end, block);
    }

    /// <summary>Writes the loop over rows. The offset runs on from row to row.</summary>
    /// <param name="rowsArgument">The argument that counts the rows that are left; at least 1.</param>
    /// <param name="nextRow">Writes what is done between rows, given the local with the bytes of a row.</param>
    /// <param name="block">As for one row.</param>
    public void Emit(short rowsArgument, Action<LocalBuilder> nextRow, Action<int, LocalBuilder> block)
    {
        var (offset, end) = Start();
        var rowBytes = code.DeclareLocal(typeof(nint));
        var body = code.DefineLabel();
        code.Emit(OpCodes.Ldloc, end);
        code.Emit(OpCodes.Stloc, rowBytes);
        code.MarkLabel(body);
        Row(offset, end, block);
        nextRow(rowBytes);
        code.Emit(OpCodes.Ldloc, end);
        code.Emit(OpCodes.Ldloc, rowBytes);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc, end);
        code.Emit(OpCodes.Ldarg, rowsArgument);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Sub);
        code.Emit(OpCodes.Starg, rowsArgument);
        code.Emit(OpCodes.Ldarg, rowsArgument);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Bgt, body);
    }

    private (LocalBuilder Offset, LocalBuilder End) Start()
    {
        var offset = code.DeclareLocal(typeof(nint));
        var end = code.DeclareLocal(typeof(nint));
        code.Emit(OpCodes.Ldarg, countArgument);
        code.Emit(OpCodes.Ldc_I4, lanes.ElementSize);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Mul);
        code.Emit(OpCodes.Stloc, end);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Stloc, offset);
        return (offset, end);
    }

    private void Row(LocalBuilder offset, LocalBuilder end, Action<int, LocalBuilder> block)
    {
        int bytes = lanes.Count * lanes.ElementSize;
        if (blocksPerTurn > 1) Turns(offset, end, bytes, blocksPerTurn, block);
        Turns(offset, end, bytes, 1, block);
    }

    // while (offset + turn <= end) { block 0; offset += bytes; block 1; offset += bytes; ... }, tested at the bottom
    private void Turns(LocalBuilder offset, LocalBuilder end, int bytes, int blocks, Action<int, LocalBuilder> block)
    {
        var body = code.DefineLabel();
        var test = code.DefineLabel();
        code.Emit(OpCodes.Br, test);
        code.MarkLabel(body);
        for (int number = 0; number < blocks; number++)
        {
            block(number, offset);
            Advance(offset, bytes);
        }
        code.MarkLabel(test);
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Ldc_I4, bytes * blocks);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Ldloc, end);
        code.Emit(OpCodes.Ble, body);
    }

    private void Advance(LocalBuilder offset, int bytes)
    {
        code.Emit(OpCodes.Ldloc, offset);
        code.Emit(OpCodes.Ldc_I4, bytes);
        code.Emit(OpCodes.Conv_I);
        code.Emit(OpCodes.Add);
        code.Emit(OpCodes.Stloc, offset);
    }
}
