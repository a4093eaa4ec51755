using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Weight gradients: blocks of output channels x weights of a kernel line, summed over positions in strips that stay in the
/// first-level cache. A kernel of one weight takes input channels for the weights of a line.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly int[] tapRowBlocks; // sizes of the blocks of output channels of a group
    private readonly int[] tapBlocks;    // sizes of the blocks of weights of a kernel line
    private readonly int stripLines;     // output lines per strip
    private readonly float* partialSums; // (rows of a block, weights of a pass, lanes)
    private readonly float* poolStrip;   // (rows of a block, pool height, width, samples) gradients before a fused pooling

    private readonly ColumnProduct? columns; // instead of all that, where the output has few positions

    private bool TapsAreChannels => size.KernelPlane == 1;

    private int TapCount => TapsAreChannels ? size.C : size.Kernel.Width;

    private void WeightGradients(float* x, float* gradient)
    {
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
            foreach (int rows in tapRowBlocks)
            {
                for (int c = 0; c < passes; c++)
                {
                    float* source = x + (nint)(group * size.C + c) * size.PaddedPlane;
                    for (int line = 0; line < size.Height; line += stripLines)
                    {
                        int lines = Math.Min(stripLines, size.Height - line);
                        AddTaps(source, line, gradient + (nint)o * size.OutputPlane + (nint)line * size.OutputLine, size.OutputPlane, lines, rows,
                            partialSums, perPass, accumulate: line > 0);
                    }
                    for (int row = 0; row < rows; row++)
                    {
                        LaneSums.Add(partialSums + (nint)row * perPass * kernels.Lanes, kernels.Lanes, perPass,
                            weightGradients + ((nint)(o + row) * size.C + c) * size.KernelPlane);
                    }
                }
                o += rows;
            }
        }
    }

    /// <summary>The same for few positions: inputs are laid out by weight, so that vectors run over weights and no lanes need adding.</summary>
    private void WeightGradientsByColumns(float* x, float* gradient)
    {
        int weightsPerOutput = size.C * size.KernelPlane;
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = x + (nint)group * size.C * size.PaddedPlane;
            for (int position = 0; position < size.Height * size.Width; position++)
            {
                int line = position / size.Width, column = position % size.Width;
                columns!.Fill(source + (nint)line * size.Stride.Height * size.PaddedLine + (nint)column * size.Stride.Width * size.Samples, forwardOffsets,
                    size.Samples, position * size.Samples);
            }
            columns!.Add(gradient + (nint)group * size.O * size.OutputPlane, size.OutputPlane, weightGradients + (nint)group * size.O * weightsPerOutput);
        }
    }

    /// <summary>The same for a first layer with a fused pooling: the gradient before the pooling exists only strip by strip.</summary>
    private void WeightGradientsThroughPool(float* x, float* gradient, float* winner)
    {
        int weightsPerOutput = size.C * size.KernelPlane, width = output.Shape.Width;
        nint strip = (nint)size.Pool.Height * size.OutputLine;
        for (int group = 0; group < size.Groups; group++)
        {
            int o = group * size.O;
            foreach (int rows in tapRowBlocks)
            {
                for (int line = 0; line < size.Height; line += size.Pool.Height)
                {
                    for (int row = 0; row < rows; row++)
                    {
                        nint at = (nint)(o + row) * output.Plane + (nint)(line / size.Pool.Height) * width * size.Samples;
                        PoolBackward(gradient + at, winner + at, width, poolStrip + row * strip);
                    }
                    for (int c = 0; c < (TapsAreChannels ? 1 : size.C); c++)
                    {
                        AddTaps(x + (nint)(group * size.C + c) * size.PaddedPlane, line, poolStrip, strip, size.Pool.Height, rows,
                            partialSums + (nint)c * size.KernelPlane * kernels.Lanes, weightsPerOutput, accumulate: line > 0);
                    }
                }
                LaneSums.Add(partialSums, kernels.Lanes, rows * weightsPerOutput, weightGradients + (nint)o * weightsPerOutput);
                o += rows;
            }
        }
    }

    private void AddTaps(float* source, int line, float* gradient, nint gradientRow, int lines, int rows, float* sums, int sumsPerRow, bool accumulate)
    {
        var call = new TapCall
        {
            Gradient = gradient,
            GradientRow = gradientRow,
            InputTap = TapsAreChannels ? size.PaddedPlane : size.Samples,
            InputLine = size.Stride.Height * size.PaddedLine,
            InputPosition = size.Stride.Width * size.Samples,
            Lines = lines,
            Positions = size.Width,
            Samples = size.Samples,
            SumsRow = (nint)sumsPerRow * kernels.Lanes,
            Accumulate = accumulate,
        };
        bool dense = size.Samples == TapProduct.DenseSamples && call.InputTap == size.Samples && call.InputPosition == size.Samples;
        for (int kernelLine = 0; kernelLine < size.Kernel.Height; kernelLine++)
        {
            float* first = source + ((nint)line * size.Stride.Height + kernelLine) * size.PaddedLine;
            int tap = 0;
            foreach (int count in tapBlocks)
            {
                call.Input = first + tap * call.InputTap;
                call.Sums = sums + (nint)(kernelLine * TapCount + tap) * kernels.Lanes;
                kernels.Run(rows, count, dense, &call);
                tap += count;
            }
        }
    }

    private void PrepareWeights(Arena arena, out int[] rowBlocks, out int[] taps, out int lines, out float* sums, out float* strip, out ColumnProduct? byColumns)
    {
        taps = BlockSplit.Even(TapCount, kernels.BlockTaps);
        rowBlocks = BlockSplit.Even(size.O, kernels.TapRows(taps[0]));
        int rows = rowBlocks[0];
        lines = 1;
        while (lines < size.Height && StripLength(rows, lines + 1) * sizeof(float) <= StripBytes)
            lines++;
        lines = BlockSplit.Even(size.Height, lines)[0];
        bool throughPool = size.IsPooled && !input.NeedsGradient;
        sums = arena.Floats((long)rows * kernels.Lanes * (throughPool || TapsAreChannels ? size.C * size.KernelPlane : size.KernelPlane));
        int terms = size.Height * size.Width * size.Samples;
        byColumns = !throughPool && terms <= ColumnTerms && size.C * size.KernelPlane >= 2 * kernels.Lanes
            ? new ColumnProduct(size.O, size.C * size.KernelPlane, terms, kernels, arena)
            : null;
        strip = throughPool ? arena.Floats((long)rows * size.Pool.Height * size.OutputLine) : null;
    }

    private long StripLength(int rows, int lines) =>
        (long)rows * lines * size.OutputLine + ((long)(lines - 1) * size.Stride.Height + size.Kernel.Height) * size.PaddedLine;
}
