using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Forward: each register block sums over the weights of its output channels. A line is cut into tiles (part of the line x some
/// input channels) whose inputs stay in the first-level cache while all output channels pass over them.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly int[][] rowBlocks;       // sizes of blocks of output channels of a group; blocks of one list share a pass over a line
    private readonly int[] channelTiles;      // sizes of the tiles of input channels of a group
    private readonly int* forwardOffsets;     // (C, kernel height, kernel width) where the input of each weight lies
    private readonly LineCover forwardCover;  // of one output line
    private readonly float* forwardWeights;   // (block of output channels, C, kernel height, kernel width, output channel of the block)
    private readonly float* poolLines;        // (output channels of a pass, pool height, width, samples) lines about to be pooled

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch);
        if (size.IsPadded)
        {
            Pad(x);
            x = padded;
        }
        float* y = output.Values(pass.MicroBatch), winner = winners + pass.MicroBatch * winnersStride;
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = x + (nint)group * size.C * size.PaddedPlane;
            for (int line = 0; line < size.Height; line += size.Pool.Height)
            {
                int o = group * size.O;
                foreach (int[] blocks in rowBlocks)
                {
                    if (size.IsPooled)
                        ForwardPooled(blocks, o, source, line, y + (nint)o * output.Plane, winner + (nint)o * output.Plane);
                    else
                        ForwardLine(blocks, o, source, line, y + (nint)o * size.OutputPlane + (nint)line * size.OutputLine, size.OutputPlane);
                    o += blocks.Sum();
                }
            }
        }
    }

    private void ForwardLine(int[] blocks, int firstOutput, float* source, int line, float* destination, nint destinationRow)
    {
        source += (nint)line * size.Stride.Height * size.PaddedLine;
        int terms = size.C * size.KernelPlane;
        var call = new BlockCall
        {
            WeightRow = 1,
            SourceVector = forwardCover.SourceVector,
            DestinationVector = forwardCover.DestinationVector,
            DestinationRow = destinationRow,
        };
        foreach (var run in forwardCover.Runs)
        {
            call.Source = source + run.Source;
            call.Repeats = run.Repeats;
            call.SourceRepeat = (nint)run.Vectors * forwardCover.SourceVector;
            call.DestinationRepeat = (nint)run.Vectors * forwardCover.DestinationVector;
            int channel = 0;
            foreach (int channels in channelTiles)
            {
                call.Offsets = forwardOffsets + channel * size.KernelPlane;
                call.Terms = channels * size.KernelPlane;
                call.Accumulate = channel > 0;
                int row = 0;
                foreach (int rows in blocks)
                {
                    int o = firstOutput + row;
                    call.Weights = forwardWeights + (nint)o * terms + channel * size.KernelPlane * rows;
                    call.WeightTerm = rows;
                    call.Bias = bias == null || channel > 0 ? null : bias + o;
                    call.Destination = destination + row * destinationRow + run.Destination;
                    kernels.Run(rows, run.Vectors, forwardCover.IsDense, &call);
                    row += rows;
                }
                channel += channels;
            }
        }
    }

    private void ForwardPooled(int[] blocks, int firstOutput, float* source, int line, float* y, float* winner)
    {
        nint lines = (nint)size.Pool.Height * size.OutputLine;
        for (int i = 0; i < size.Pool.Height; i++)
            ForwardLine(blocks, firstOutput, source, line + i, poolLines + i * size.OutputLine, lines);
        int width = output.Shape.Width;
        nint at = (nint)(line / size.Pool.Height) * width * size.Samples;
        float* next = poolLines;
        foreach (int rows in blocks)
        {
            for (int row = 0; row < rows; row++, next += lines, at += output.Plane)
                PoolForward(next, width, y + at, winner + at);
        }
    }

    private void PoolForward(float* lines, int width, float* y, float* winner)
    {
        if (size.Pool == Extent.Square(2))
            kernels.PoolForward(lines, width, size.Samples, y, winner);
        else
            PoolLines.Forward(lines, size.Pool.Height, size.Pool.Width, width, size.Samples, y, winner);
    }

    private void PoolBackward(float* gradient, float* winner, int width, float* lines)
    {
        if (size.Pool == Extent.Square(2))
            kernels.PoolBackward(gradient, winner, width, size.Samples, lines);
        else
            PoolLines.Backward(gradient, winner, size.Pool.Height, size.Pool.Width, width, size.Samples, lines);
    }

    private void PackForward()
    {
        int terms = size.C * size.KernelPlane;
        float* next = forwardWeights, weight = weights;
        for (int group = 0; group < size.Groups; group++)
        {
            foreach (int[] blocks in rowBlocks)
            {
                foreach (int rows in blocks)
                {
                    for (int term = 0; term < terms; term++)
                    {
                        for (int row = 0; row < rows; row++)
                            *next++ = weight[row * terms + term];
                    }
                    weight += rows * terms;
                }
            }
        }
    }

    private void PrepareForward(Arena arena, out int[][] rowBlocks, out int[] channelTiles, out int* offsets, out LineCover cover, out float* packed, out float* poolLines)
    {
        int[] blocks = BlockSplit.Even(size.O, kernels.BlockRows);
        bool wholeLine = (long)size.C * size.Kernel.Height * size.PaddedLine * sizeof(float) <= TileBytes;
        rowBlocks = wholeLine ? [.. blocks.Select(rows => new[] { rows })] : [blocks];
        cover = LineCover.Of(size.Width, size.Samples, (0, size.Stride.Width * size.Samples), (0, size.Samples), kernels.Lanes, kernels.BlockVectors, wholeLine);
        int blockPositions = Math.Max(1, kernels.BlockVectors * kernels.Lanes / size.Samples);
        int window = ((blockPositions - 1) * size.Stride.Width + size.Kernel.Width) * size.Samples * size.Kernel.Height * sizeof(float); // of one channel
        channelTiles = wholeLine ? [size.C] : BlockSplit.Even(size.C, Math.Max(1, TileBytes / window));
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
        packed = arena.Floats((long)size.Groups * size.O * size.C * size.KernelPlane);
        poolLines = size.IsPooled ? arena.Floats((long)rowBlocks[0].Sum() * size.Pool.Height * size.OutputLine) : null;
    }
}
