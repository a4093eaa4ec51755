using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Forward: each register block sums over the weights of its output channels.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly LineProduct forwardLine;      // of the output channels of a group
    private readonly PackedWeights forwardWeights; // group by group
    // (O, pool height, width, samples) lines about to be pooled; null if blocks pool themselves
    private readonly float* poolLines;

    // Windows of 2x2 are pooled in registers, if both of their lines meet the same kernel lines.
    private bool PoolsInBlocks => size.Pool == Extent.Square(2) && size.Padding.Height == 0;

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch), winner = winners + pass.MicroBatch * winnersStride;
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = x + (nint)group * size.C * size.InputPlane;
            for (int line = 0; line < size.Height; line += size.Pool.Height)
            {
                nint at = (nint)group * size.O * output.Plane
                    + (nint)(line / size.Pool.Height) * (size.Width / size.Pool.Width) * size.Samples;
                if (!size.IsPooled || PoolsInBlocks)
                {
                    ForwardLine(group, source, line, y + at, winner + at);
                    continue;
                }
                for (int i = 0; i < size.Pool.Height; i++)
                    ForwardLine(group, source, line + i, poolLines + i * size.OutputLine, null);
                for (int o = 0; o < size.O; o++, at += output.Plane)
                    PoolForward(poolLines + (nint)o * size.Pool.Height * size.OutputLine, y + at, winner + at);
            }
        }
    }

    private void ForwardLine(int group, float* source, int line, float* destination, float* winner)
    {
        int top = line * size.Stride.Height - size.Padding.Height; // the input line that meets the first kernel line
        int from = Math.Max(0, -top), to = Math.Min(size.Kernel.Height, size.InputHeight - top);
        float* packed = forwardWeights.Values + (nint)group * size.O * size.C * size.KernelPlane;
        forwardLine.Run(source + (nint)(top + from) * size.InputLine, size.InputLine, packed, from, Math.Max(0, to - from), destination,
            bias + group * size.O,
            winner);
    }

    private void PoolForward(float* lines, float* y, float* winner)
    {
        if (size.Pool == Extent.Square(2))
            kernels.PoolForward(lines, output.Shape.Width, size.Samples, y, winner);
        else
            PoolLines.Forward(lines, size.Pool.Height, size.Pool.Width, output.Shape.Width, size.Samples, y, winner);
    }

    private void PoolBackward(float* gradient, float* winner, float* lines)
    {
        if (size.Pool == Extent.Square(2))
            kernels.PoolBackward(gradient, winner, output.Shape.Width, size.Samples, lines);
        else
            PoolLines.Backward(gradient, winner, size.Pool.Height, size.Pool.Width, output.Shape.Width, size.Samples, lines);
    }

    private void PrepareForward(Arena arena, out LineProduct line, out PackedWeights packed, out float* poolLines)
    {
        int strip = size.Pool.Height * size.OutputLine;
        bool wholeLine = (long)size.C * size.Kernel.Height * size.InputLine * sizeof(float) <= LineBytes;
        bool throughMemory = size.IsPooled && !PoolsInBlocks;
        line = new LineProduct(new(size.O, throughMemory ? strip
            : output.Plane, size.Width, size.C, size.InputPlane, size.Kernel.Height, size.Kernel.Width,
            size.InputPosition, size.Samples, bias == null ? ProductStart.Zero : ProductStart.Bias, wholeLine,
            PooledLine: PoolsInBlocks ? size.Stride.Height * size.InputLine : 0), kernels);
        List<int> order = [];
        for (int group = 0; group < size.Groups; group++)
            order.AddRange(line.PackingOrder((o, c, y, x) => WeightAt(group, o, c, y, x)));
        packed = new PackedWeights([.. order], arena);
        poolLines = throughMemory ? arena.Floats((long)size.O * strip) : null;
    }

    private int WeightAt(int group, int o, int c, int y, int x) =>
        (((group * size.O + o) * size.C + c) * size.Kernel.Height + y) * size.Kernel.Width + x;
}
