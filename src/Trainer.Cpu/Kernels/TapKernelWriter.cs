using System.Reflection.Emit;

namespace Sweep.Trainer.Cpu.Kernels;

/// <summary>Writes the weight gradient of a block of output channels x taps: its sums stay in registers over all positions, and an input
/// that several positions of a turn meet with different taps is loaded once.</summary>
internal sealed class TapKernelWriter
{
    private const int VectorsPerTurn = 8;

    private readonly KernelWriter code;
    private readonly TapForm form;
    private readonly VectorInstructions instructions;
    private readonly LocalBuilder[] sums; // (rows, taps)

    private TapKernelWriter(TapForm form, VectorInstructions instructions)
    {
        (this.form, this.instructions) = (form, instructions);
        code = new KernelWriter($"taps-{form.Rows}x{form.Taps}", typeof(TapCall), instructions);
        sums = code.Vectors(form.Rows * form.Taps);
    }

    /// <summary>The kernel of a form.</summary>
    public static TapKernel Write(TapForm form, VectorInstructions instructions) => new TapKernelWriter(form, instructions).Write();

    private TapKernel Write()
    {
        var gradient = code.Argument(nameof(TapCall.Gradient));
        var line = code.Argument(nameof(TapCall.Input));
        var partialSums = code.Argument(nameof(TapCall.Sums));
        ForEachSum((sum, distance) =>
        {
            if (form.Accumulates)
                code.Load(sum, partialSums, distance);
            else
                code.Clear(sum);
        });
        code.Repeat(nameof(TapCall.Lines), () =>
        {
            Line(gradient, code.Copy(line));
            code.Advance(line, form.InputLine);
        });
        ForEachSum((sum, distance) => code.Store(sum, partialSums, distance));
        return code.Finish<TapKernel>();
    }

    // Positions near the padding are written one by one, those between them in turns.
    private void Line(LocalBuilder gradient, LocalBuilder input)
    {
        int head = 0, inner = 0;
        while (head < form.Positions && !form.IsInner(head))
            head++;
        while (head + inner < form.Positions && form.IsInner(head + inner))
            inner++;
        int perTurn = Math.Clamp(VectorsPerTurn * instructions.Lanes / form.Samples, 1, Math.Max(1, inner)), turns = inner / perTurn;
        Positions(gradient, input, 0, head);
        Move(gradient, input, head);
        if (turns > 0)
        {
            code.Repeat(turns, () =>
            {
                Positions(gradient, input, head, perTurn);
                Move(gradient, input, perTurn);
            });
        }
        int done = head + turns * perTurn;
        Positions(gradient, input, done, form.Positions - done);
        code.Advance(gradient, (form.Positions - done) * form.Samples + form.GradientGap);
    }

    private void Move(LocalBuilder gradient, LocalBuilder input, int positions)
    {
        code.Advance(gradient, positions * form.Samples);
        code.Advance(input, positions * form.Stride * form.Samples);
    }

    // The pointers are at the first of these positions.
    private void Positions(LocalBuilder gradient, LocalBuilder input, int first, int count)
    {
        for (int part = 0; part < form.Samples; part += instructions.Lanes)
        {
            Dictionary<int, LocalBuilder> loaded = [];
            for (int i = 0; i < count; i++)
            {
                int[] taps = [.. Enumerable.Range(0, form.Taps).Where(t => form.Meets(first + i, t))];
                int gradientAt = i * form.Samples + part, inputAt = (form.FirstPosition + i * form.Stride) * form.Samples + part;
                if (KeepsInput)
                    InputsFirst(gradient, input, gradientAt, inputAt, taps, loaded);
                else
                    GradientsFirst(gradient, input, gradientAt, inputAt, taps);
            }
        }
    }

    private bool KeepsInput => sums.Length + form.Taps + 2 <= instructions.Registers;

    // All inputs of the position in registers, some of them from the position before; one gradient at a time.
    private void InputsFirst(LocalBuilder gradient, LocalBuilder input, int gradientAt, int inputAt, int[] taps,
        Dictionary<int, LocalBuilder> loaded)
    {
        foreach (int tap in taps)
        {
            int distance = inputAt + tap * form.InputTap;
            if (!loaded.ContainsKey(distance))
                code.Load(loaded[distance] = code.Vector(), input, distance);
        }
        for (int r = 0; r < form.Rows; r++)
        {
            var slope = code.Vector();
            code.Load(slope, gradient, gradientAt + r * form.GradientRow);
            foreach (int tap in taps)
                code.MultiplyAdd(sums[r * form.Taps + tap], slope, loaded[inputAt + tap * form.InputTap]);
        }
    }

    // All gradients of the position in registers, one input at a time: for few registers.
    private void GradientsFirst(LocalBuilder gradient, LocalBuilder input, int gradientAt, int inputAt, int[] taps)
    {
        var slopes = code.Vectors(form.Rows);
        for (int r = 0; r < form.Rows; r++)
            code.Load(slopes[r], gradient, gradientAt + r * form.GradientRow);
        foreach (int tap in taps)
        {
            var vector = code.Vector();
            code.Load(vector, input, inputAt + tap * form.InputTap);
            for (int r = 0; r < form.Rows; r++)
                code.MultiplyAdd(sums[r * form.Taps + tap], slopes[r], vector);
        }
    }

    private void ForEachSum(Action<LocalBuilder, int> action)
    {
        for (int r = 0; r < form.Rows; r++)
        {
            for (int t = 0; t < form.Taps; t++)
                action(sums[r * form.Taps + t], r * form.SumsRow + t * instructions.Lanes);
        }
    }
}
