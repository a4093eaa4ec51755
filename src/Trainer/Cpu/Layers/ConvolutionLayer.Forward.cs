using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Forward: each register block sums over all weights of its output channels.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly int[] rowBlocks;         // sizes of the blocks of output channels of a group
    private readonly int* forwardOffsets;     // (C, kernel height, kernel width) where the input of each weight lies
    private readonly LineCover forwardCover;  // of one output line
    private readonly float* poolLines;        // (rows of a block, pool height, width, samples) lines about to be pooled

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch);
        if (size.IsPadded)
        {
            Pad(x);
            x = padded;
        }
        float* y = output.Values(pass.MicroBatch);
        float* winner = winners + pass.MicroBatch * winnersStride;
        int terms = size.C * size.KernelPlane, firstOutput = 0;
        var call = new BlockCall
        {
            Offsets = forwardOffsets,
            Terms = terms,
            WeightRow = terms,
            WeightTerm = 1,
            SourceVector = forwardCover.SourceVector,
            DestinationVector = forwardCover.DestinationVector,
            DestinationRow = size.IsPooled ? size.Pool.Height * size.OutputLine : size.OutputPlane,
        };
        for (int group = 0; group < size.Groups; group++, firstOutput += size.O)
        {
            float* source = x + (nint)group * size.C * size.PaddedPlane;
            for (int line = 0; line < size.Height; line += size.Pool.Height)
            {
                int o = firstOutput;
                foreach (int rows in rowBlocks)
                {
                    call.Weights = weights + (nint)o * terms;
                    call.Bias = bias == null ? null : bias + o;
                    if (size.IsPooled)
                        ForwardPooled(&call, rows, source, line, y + (nint)o * output.Plane, winner + (nint)o * output.Plane);
                    else
                        ForwardLine(&call, rows, source + (nint)line * size.Stride.Height * size.PaddedLine, y + (nint)o * size.OutputPlane + (nint)line * size.OutputLine);
                    o += rows;
                }
            }
        }
    }

    private void ForwardLine(BlockCall* call, int rows, float* source, float* destination)
    {
        foreach (var block in forwardCover.Blocks)
        {
            call->Source = source + block.Source;
            call->Destination = destination + block.Destination;
            kernels.Run(rows, block.Vectors, call);
        }
    }

    private void ForwardPooled(BlockCall* call, int rows, float* source, int line, float* y, float* winner)
    {
        for (int i = 0; i < size.Pool.Height; i++)
            ForwardLine(call, rows, source + (nint)(line + i) * size.Stride.Height * size.PaddedLine, poolLines + (nint)i * size.OutputLine);
        int width = output.Shape.Width;
        nint pooledLine = (nint)(line / size.Pool.Height) * width * size.Samples;
        for (int row = 0; row < rows; row++)
        {
            nint at = (nint)row * output.Plane + pooledLine;
            PoolLines.Forward(poolLines + (nint)row * size.Pool.Height * size.OutputLine, size.Pool.Height, size.Pool.Width, width, size.Samples, y + at, winner + at);
        }
    }

    private void PrepareForward(Arena arena, out int[] rowBlocks, out int* offsets, out LineCover cover, out float* poolLines)
    {
        rowBlocks = BlockSplit.Even(size.O, kernels.BlockRows);
        offsets = arena.Ints(size.C * size.KernelPlane);
        int* next = offsets;
        for (int c = 0; c < size.C; c++)
        {
            for (int y = 0; y < size.Kernel.Height; y++)
            {
                for (int x = 0; x < size.Kernel.Width; x++)
                    *next++ = c * size.PaddedPlane + y * size.PaddedLine + x * size.Samples;
            }
        }
        cover = LineCover.Of(size.Width, size.Samples, sourceStart: 0, size.Stride.Width * size.Samples, destinationStart: 0, size.Samples,
            kernels.Lanes, kernels.BlockVectors);
        poolLines = size.IsPooled ? arena.Floats((long)rowBlocks[0] * size.Pool.Height * size.OutputLine) : null;
    }
}
