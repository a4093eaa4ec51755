using System.Reflection.Emit;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Writes the weight gradient through a pooling: the gradients of a window's four positions exist only in registers, and each
/// input is loaded once per window for all positions and taps that meet there.</summary>
internal sealed class PooledTapKernelWriter
{
    private const int Places = 4;

    private readonly KernelWriter code;
    private readonly PooledTapForm form;
    private readonly VectorInstructions instructions;
    private readonly LocalBuilder[] sums; // (kernel lines, kernel columns)

    private PooledTapKernelWriter(PooledTapForm form, VectorInstructions instructions)
    {
        (this.form, this.instructions) = (form, instructions);
        code = new KernelWriter($"pooled-taps-{form.KernelLines}x{form.KernelColumns}", typeof(PooledTapCall), instructions);
        sums = code.Vectors(form.KernelLines * form.KernelColumns);
    }

    /// <summary>How many kernel lines fit the registers: their sums, a window's gradients and an input; may be 0.</summary>
    public static int LinesPerBlock(int kernelColumns, VectorInstructions instructions) =>
        (instructions.Registers - Places - 2) / kernelColumns;

    /// <summary>The kernel of a form.</summary>
    public static PooledTapKernel Write(PooledTapForm form, VectorInstructions instructions) =>
        new PooledTapKernelWriter(form, instructions).Write();

    private PooledTapKernel Write()
    {
        var gradient = code.Argument(nameof(PooledTapCall.Gradient));
        var winners = code.Argument(nameof(PooledTapCall.Winners));
        var line = code.Argument(nameof(PooledTapCall.Input));
        var partialSums = code.Argument(nameof(PooledTapCall.Sums));
        foreach (var sum in sums)
            code.Clear(sum);
        code.Repeat(nameof(PooledTapCall.Lines), () =>
        {
            var input = code.Copy(line);
            code.Repeat(form.Windows, () =>
            {
                for (int part = 0; part < form.Samples; part += instructions.Lanes)
                    Window(gradient, winners, input, part);
                code.Advance(gradient, form.Samples);
                code.Advance(winners, form.Samples);
                code.Advance(input, 2 * form.Stride.Width * form.Samples);
            });
            code.Advance(line, 2 * form.Stride.Height * form.InputLine);
        });
        for (int i = 0; i < sums.Length; i++)
            code.Store(sums[i], partialSums, i * instructions.Lanes);
        return code.Finish<PooledTapKernel>();
    }

    private void Window(LocalBuilder gradient, LocalBuilder winners, LocalBuilder input, int part)
    {
        var slopes = Slopes(gradient, winners, part);
        for (int y = 0; y < form.KernelLines + form.Stride.Height; y++)
        {
            for (int x = 0; x < form.KernelColumns + form.Stride.Width; x++)
            {
                var meetings = Enumerable.Range(0, Places)
                    .Select(place => (place, Line: y - place / 2 * form.Stride.Height, Column: x - place % 2 * form.Stride.Width))
                    .Where(m => (uint)m.Line < (uint)form.KernelLines && (uint)m.Column < (uint)form.KernelColumns).ToArray();
                if (meetings.Length == 0)
                    continue;
                var vector = code.Vector();
                code.Load(vector, input, y * form.InputLine + x * form.Samples + part);
                foreach (var (place, kernelLine, kernelColumn) in meetings)
                    code.MultiplyAdd(sums[kernelLine * form.KernelColumns + kernelColumn], slopes[place], vector);
            }
        }
    }

    // The gradient at the position that won, zero at the others.
    private LocalBuilder[] Slopes(LocalBuilder gradient, LocalBuilder winners, int part)
    {
        LocalBuilder value = code.Vector(), winner = code.Vector();
        code.Load(value, gradient, part);
        code.Load(winner, winners, part);
        var slopes = code.Vectors(Places);
        for (int place = 0; place < Places; place++)
            code.WhereEqual(slopes[place], winner, place, value);
        return slopes;
    }
}
