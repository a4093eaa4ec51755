using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Weight gradients: blocks of output channels x weights of a kernel line, summed over positions in strips that stay in the
/// first-level cache. A kernel of one weight takes input channels for the weights of a line.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private const int TapsPerBlock = 5;

    private readonly TapBlocks[] taps;   // by blocks of output channels of a group
    private readonly int stripLines;     // output lines per strip
    private readonly float* partialSums; // (rows of a block, weights of a pass, lanes)
    private readonly float* poolStrip;   // (rows of a block, pool height, width, samples) gradients before a fused pooling

    private readonly (PooledTapKernel Kernel, int Lines)[] pooledTaps; // one below the other, for a first layer with a pooling over 2x2

    private readonly ColumnProduct? columns; // instead of all that, where the output has few positions
    private readonly int* columnOffsets;     // (C, kernel height, kernel width) where the input of each weight lies

    private bool TapsAreChannels => size.KernelPlane == 1;

    private int TapCount => TapsAreChannels ? size.C : size.Kernel.Width;

    private bool IsThroughPool => size.IsPooled && !input.NeedsGradient;

    private void WeightGradients(float* x, float* gradient)
    {
        if (weightGradients == null)
            return;
        if (columns is not null)
        {
            WeightGradientsByColumns(x, gradient);
            return;
        }
        int passes = TapsAreChannels ? 1 : size.C; // input channels, one after another
        int perPass = TapsAreChannels ? size.C : size.KernelPlane;
        for (int group = 0; group < size.Groups; group++)
        {
            int o = group * size.O;
            foreach (var block in taps)
            {
                for (int c = 0; c < passes; c++)
                {
                    float* source = x + (nint)(group * size.C + c) * size.InputPlane;
                    if (stripLines < size.Height)
                        Lines.Clear(partialSums, (nint)block.Rows * perPass * kernels.Lanes);
                    for (int line = 0; line < size.Height; line += stripLines)
                    {
                        int lines = Math.Min(stripLines, size.Height - line);
                        AddTaps(block, source, line, gradient + (nint)o * size.OutputPlane
                            + (nint)line * size.OutputLine, lines, partialSums);
                    }
                    for (int row = 0; row < block.Rows; row++)
                    {
                        LaneSums.Add(partialSums + (nint)row * perPass * kernels.Lanes, kernels.Lanes, perPass,
                            weightGradients + ((nint)(o + row) * size.C + c) * size.KernelPlane);
                    }
                }
                o += block.Rows;
            }
        }
    }

    /// <summary>The same for few positions: inputs are laid out by weight, so that vectors run over weights and no lanes need
    /// adding.</summary>
    private void WeightGradientsByColumns(float* x, float* gradient)
    {
        int weightsPerOutput = size.C * size.KernelPlane;
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = x + (nint)group * size.C * size.InputPlane;
            for (int position = 0; position < size.Height * size.Width; position++)
            {
                int line = position / size.Width, column = position % size.Width;
                columns!.Fill(source + (nint)line * size.Stride.Height * size.InputLine
                    + (nint)column * size.Stride.Width * size.Samples, columnOffsets,
                    size.Samples, position * size.Samples);
            }
            columns!.Add(gradient + (nint)group * size.O * size.OutputPlane, weightGradients + (nint)group * size.O * weightsPerOutput);
        }
    }

    /// <summary>The same for a first layer with a fused pooling: the gradient before the pooling exists only strip by strip.</summary>
    private void WeightGradientsThroughPool(float* x, float* gradient, float* winner)
    {
        if (pooledTaps.Length > 0)
        {
            WeightGradientsInWindows(x, gradient, winner);
            return;
        }
        int weightsPerOutput = size.C * size.KernelPlane, pooledLine = output.Shape.Width * size.Samples;
        nint strip = (nint)size.Pool.Height * size.OutputLine;
        for (int group = 0; group < size.Groups; group++)
        {
            int o = group * size.O;
            foreach (var block in taps)
            {
                Lines.Clear(partialSums, (nint)block.Rows * weightsPerOutput * kernels.Lanes);
                for (int line = 0; line < size.Height; line += size.Pool.Height)
                {
                    for (int row = 0; row < block.Rows; row++)
                    {
                        nint at = (nint)(o + row) * output.Plane + (nint)(line / size.Pool.Height) * pooledLine;
                        PoolBackward(gradient + at, winner + at, poolStrip + row * strip);
                    }
                    for (int c = 0; c < (TapsAreChannels ? 1 : size.C); c++)
                    {
                        AddTaps(block, x + (nint)(group * size.C + c) * size.InputPlane, line, poolStrip, size.Pool.Height,
                            partialSums + (nint)c * size.KernelPlane * kernels.Lanes);
                    }
                }
                LaneSums.Add(partialSums, kernels.Lanes, block.Rows * weightsPerOutput, weightGradients + (nint)o * weightsPerOutput);
                o += block.Rows;
            }
        }
    }

    private void WeightGradientsInWindows(float* x, float* gradient, float* winner)
    {
        PooledTapCall call = default;
        call.Lines = output.Shape.Height;
        for (int o = 0; o < size.Groups * size.O; o++)
        {
            call.Gradient = gradient + (nint)o * output.Plane;
            call.Winners = winner + (nint)o * output.Plane;
            for (int c = 0; c < size.C; c++)
            {
                call.Input = x + (nint)(o / size.O * size.C + c) * size.InputPlane;
                call.Sums = partialSums;
                foreach (var (kernel, lines) in pooledTaps)
                {
                    kernel(&call);
                    call.Input += (nint)lines * size.InputLine;
                    call.Sums += lines * size.Kernel.Width * kernels.Lanes;
                }
                LaneSums.Add(partialSums, kernels.Lanes, size.KernelPlane, weightGradients + ((nint)o * size.C + c) * size.KernelPlane);
            }
        }
    }

    // gradient: of the first row at the line.
    private void AddTaps(TapBlocks block, float* source, int line, float* gradient, int lines, float* sums)
    {
        TapCall call = default;
        int stride = size.Stride.Height;
        for (int y = 0; y < size.Kernel.Height; y++)
        {
            int top = line * stride + y - size.Padding.Height; // the input line that meets the first line
            int from = top >= 0 ? 0 : (-top + stride - 1) / stride, to = top >= size.InputHeight ? 0
                : Math.Min(lines, (size.InputHeight - 1 - top) / stride + 1);
            call.Lines = Math.Max(0, to - from);
            call.Gradient = gradient + (nint)from * size.OutputLine;
            call.Input = source + (nint)(top + from * stride) * size.InputLine;
            call.Sums = sums + (nint)y * TapCount * kernels.Lanes;
            foreach (var (kernel, count) in block.Kernels)
            {
                kernel(&call);
                call.Sums += count * kernels.Lanes;
                if (TapsAreChannels)
                    call.Input += (nint)count * size.InputPlane;
            }
        }
    }

    private void PrepareWeights(Arena arena, out TapBlocks[] blocks, out int lines, out float* sums, out float* strip,
        out (PooledTapKernel, int)[] inWindows, out ColumnProduct? byColumns, out int* offsets)
    {
        int terms = size.Height * size.Width * size.Samples, weightsPerOutput = size.C * size.KernelPlane;
        blocks = [];
        lines = 0;
        sums = strip = null;
        inWindows = [];
        byColumns = null;
        offsets = null;
        if (!IsThroughPool && terms <= ColumnTerms && weightsPerOutput >= 2 * kernels.Lanes && size.Padding == default)
        {
            byColumns = new ColumnProduct(size.O, weightsPerOutput, terms, size.OutputPlane, kernels, arena);
            offsets = arena.Ints(weightsPerOutput);
            for (int i = 0; i < weightsPerOutput; i++)
            {
                int c = i / size.KernelPlane, y = i % size.KernelPlane / size.Kernel.Width, x = i % size.Kernel.Width;
                offsets[i] = c * size.InputPlane + y * size.InputLine + x * size.Samples;
            }
            return;
        }
        int pooledLines = kernels.PooledTapLines(size.Kernel.Width);
        if (IsThroughPool && PoolsInBlocks && size.Padding == default && pooledLines > 0)
        {
            sums = arena.Floats((long)size.KernelPlane * kernels.Lanes);
            inWindows = [.. BlockSplit.Even(size.Kernel.Height, pooledLines).Select(height => (kernels.Taps(
                new PooledTapForm(height, size.Kernel.Width, size.Stride, size.Samples, output.Shape.Width, size.InputLine)), height))];
            return;
        }
        int[] tapBlocks = BlockSplit.Even(TapCount, TapsPerBlock);
        int[] rowBlocks = BlockSplit.Even(size.O, kernels.BlockSums / tapBlocks[0]);
        int rows = rowBlocks[0];
        lines = 1;
        while (lines < size.Height && StripLength(rows, lines + 1) * sizeof(float) <= StripBytes)
            lines++;
        lines = BlockSplit.Even(size.Height, lines)[0];
        sums = arena.Floats((long)rows * kernels.Lanes * (IsThroughPool || TapsAreChannels ? weightsPerOutput : size.KernelPlane));
        strip = IsThroughPool ? arena.Floats((long)rows * size.Pool.Height * size.OutputLine) : null;
        bool accumulates = IsThroughPool || lines < size.Height;
        blocks = [.. rowBlocks.Select(r => new TapBlocks(r, [.. TapKernels(r, tapBlocks, accumulates)]))];
    }

    private IEnumerable<(TapKernel Kernel, int Taps)> TapKernels(int rows, int[] tapBlocks, bool accumulates)
    {
        int first = 0, weightsPerRow = IsThroughPool || TapsAreChannels ? size.C * size.KernelPlane : size.KernelPlane;
        foreach (int count in tapBlocks)
        {
            yield return (kernels.Taps(new TapForm(rows, count, size.Samples, size.Width,
                GradientRow: IsThroughPool ? size.Pool.Height * size.OutputLine : size.OutputPlane,
                InputLine: size.Stride.Height * size.InputLine,
                InputTap: TapsAreChannels ? size.InputPlane : size.Samples,
                FirstPosition: first - size.Padding.Width,
                size.Stride.Width,
                TapPositions: TapsAreChannels ? 0 : 1,
                size.InputWidth,
                SumsRow: weightsPerRow * kernels.Lanes,
                Accumulates: accumulates)), count);
            if (!TapsAreChannels)
                first += count;
        }
    }

    private long StripLength(int rows, int lines) =>
        (long)rows * lines * size.OutputLine + ((long)(lines - 1) * size.Stride.Height + size.Kernel.Height) * size.InputLine;

    /// <summary>The kernels for a block of output channels.</summary>
    /// <param name="Rows">How many channels.</param>
    /// <param name="Kernels">Side by side on a kernel line, each with its number of taps.</param>
    private sealed record TapBlocks(int Rows, (TapKernel Kernel, int Taps)[] Kernels);
}
