using System.Runtime.InteropServices;
using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>Input gradients: for each kernel column, a block of input channels x positions sums over output channels and kernel lines
/// and is added to the input positions which that column reaches. No border is computed in vain, no padding is written.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    private readonly int[] channelBlocks;        // sizes of the blocks of input channels of a group
    private readonly LinePhase[] linePhases;     // by input line modulo vertical stride
    private readonly LineCover[] inputCovers;    // by kernel column: gradient positions to input positions
    private readonly int kernelLinesPerTile;     // kernel lines whose gradients stay in the first-level cache
    private readonly int* inputOffsets;          // by phase: (kernel line of the phase, O)
    private readonly float* inputWeights;       // (group, channel block, kernel column, phase, kernel line of the phase, O, channel of the block)
    private readonly float* unpooled;            // (groups O, height, width, samples) gradient before a fused pooling

    private void InputGradients(float* gradient, float* inputGradient)
    {
        NativeMemory.Clear(inputGradient, (nuint)input.Length * sizeof(float));
        int inputRuns = 0;
        foreach (var cover in inputCovers)
            inputRuns = Math.Max(inputRuns, cover.Runs.Length);
        var call = new BlockCall { DestinationRow = size.InputPlane, WeightRow = 1, Accumulate = true };
        for (int group = 0; group < size.Groups; group++)
        {
            float* source = gradient + (nint)group * size.O * size.OutputPlane;
            float* destination = inputGradient + (nint)group * size.C * size.InputPlane;
            for (int line = 0; line < size.InputHeight; line++)
            {
                var phase = linePhases[(line + size.Padding.Height) % size.Stride.Height];
                int last = (line + size.Padding.Height) / size.Stride.Height; // the gradient line that meets the phase's first kernel line
                int from = Math.Max(0, last - size.Height + 1), to = Math.Min(phase.KernelLines - 1, last);
                if (from > to)
                    continue;
                for (int run = 0; run < inputRuns; run++)
                {
                    for (int kernelLine = from; kernelLine <= to; kernelLine += kernelLinesPerTile)
                    {
                        call.Terms = Math.Min(kernelLinesPerTile, to - kernelLine + 1) * size.O;
                        call.Offsets = inputOffsets + (phase.FirstKernelLine + kernelLine) * size.O;
                        InputTile(&call, group, run, phase.FirstKernelLine + kernelLine, source + (nint)last * size.OutputLine, destination + (nint)line * size.InputLine);
                    }
                }
            }
        }
    }

    private void InputTile(BlockCall* call, int group, int run, int firstKernelLine, float* source, float* destination)
    {
        int perChannel = size.O * size.KernelPlane, channel = 0;
        float* packed = inputWeights + (nint)group * size.C * perChannel;
        foreach (int rows in channelBlocks)
        {
            for (int column = 0; column < size.Kernel.Width; column++)
            {
                var cover = inputCovers[column];
                if (run >= cover.Runs.Length)
                    continue;
                var at = cover.Runs[run];
                call->Repeats = at.Repeats;
                call->SourceRepeat = (nint)at.Vectors * cover.SourceVector;
                call->DestinationRepeat = (nint)at.Vectors * cover.DestinationVector;
                call->Source = source + at.Source;
                call->SourceVector = cover.SourceVector;
                call->Destination = destination + (nint)channel * size.InputPlane + at.Destination;
                call->DestinationVector = cover.DestinationVector;
                call->Weights = packed + ((nint)column * size.Kernel.Height + firstKernelLine) * size.O * rows;
                call->WeightTerm = rows;
                kernels.Run(rows, at.Vectors, cover.IsDense, call);
            }
            packed += (nint)rows * perChannel;
            channel += rows;
        }
    }

    private void Unpool(float* gradient, float* winner)
    {
        int width = output.Shape.Width, pooledLine = width * size.Samples;
        float* lines = unpooled;
        for (int i = 0; i < output.Shape.Channels * output.Shape.Height; i++)
        {
            PoolBackward(gradient, winner, width, lines);
            gradient += pooledLine;
            winner += pooledLine;
            lines += (nint)size.Pool.Height * size.OutputLine;
        }
    }

    private void PackInput()
    {
        float* next = inputWeights;
        int filter = size.C * size.KernelPlane; // weights of one output channel
        for (int group = 0; group < size.Groups; group++)
        {
            int channel = 0;
            foreach (int rows in channelBlocks)
            {
                for (int column = 0; column < size.Kernel.Width; column++)
                {
                    for (int phase = 0; phase < size.Stride.Height; phase++)
                    {
                        for (int line = phase; line < size.Kernel.Height; line += size.Stride.Height)
                        {
                            float* weight = weights + (nint)group * size.O * filter + (nint)channel * size.KernelPlane + line * size.Kernel.Width + column;
                            for (int o = 0; o < size.O; o++, weight += filter)
                            {
                                for (int row = 0; row < rows; row++)
                                    *next++ = weight[row * size.KernelPlane];
                            }
                        }
                    }
                }
                channel += rows;
            }
        }
    }

    private void PrepareInput(Arena arena, out int[] channels, out LinePhase[] phases, out LineCover[] covers, out int linesPerTile, out int* offsets,
        out float* packed, out float* beforePool)
    {
        channels = [];
        phases = [];
        covers = [];
        linesPerTile = 0;
        offsets = null;
        packed = beforePool = null;
        if (!input.NeedsGradient)
            return;
        channels = BlockSplit.Even(size.C, kernels.BlockRows);
        packed = arena.Floats((long)size.Groups * size.C * size.O * size.KernelPlane);
        offsets = arena.Ints(size.Kernel.Height * size.O);
        beforePool = size.IsPooled ? arena.Floats((long)output.Shape.Channels * size.OutputPlane) : null;
        phases = new LinePhase[size.Stride.Height];
        int first = 0;
        int* next = offsets;
        for (int phase = 0; phase < phases.Length; phase++)
        {
            int count = phase < size.Kernel.Height ? (size.Kernel.Height - 1 - phase) / size.Stride.Height + 1 : 0;
            phases[phase] = new LinePhase(first, count);
            first += count;
            for (int line = 0; line < count; line++)
            {
                for (int o = 0; o < size.O; o++)
                    *next++ = o * size.OutputPlane - line * size.OutputLine;
            }
        }
        long gradientLine = (long)size.O * size.OutputLine * sizeof(float);
        bool wholeLine = gradientLine * size.Kernel.Height <= TileBytes;
        int blockPositions = Math.Max(1, kernels.BlockVectors * kernels.Lanes / size.Samples);
        linesPerTile = wholeLine ? size.Kernel.Height : Math.Max(1, TileBytes / (size.O * Math.Min(blockPositions, size.Width) * size.Samples * sizeof(float)));
        covers = new LineCover[size.Kernel.Width];
        for (int column = 0; column < covers.Length; column++)
            covers[column] = ColumnCover(column, wholeLine);
    }

    private LineCover ColumnCover(int column, bool wholeLine)
    {
        // Output position p meets input position p * stride + column - padding, where that lies within the line.
        int shift = column - size.Padding.Width, stride = size.Stride.Width;
        int from = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
        int to = Math.Min(size.Width - 1, (size.InputWidth - 1 - shift) / stride);
        if (size.InputWidth - 1 - shift < 0)
            to = -1;
        return LineCover.Of(Math.Max(0, to - from + 1), size.Samples, (from * size.Samples, size.Samples), ((from * stride + shift) * size.Samples, stride * size.Samples),
            kernels.Lanes, kernels.BlockVectors, wholeLine);
    }

    /// <summary>The kernel lines that reach input lines of one remainder modulo the vertical stride.</summary>
    /// <param name="FirstKernelLine">Number of the first, in the order by phases.</param>
    /// <param name="KernelLines">How many there are.</param>
    private readonly record struct LinePhase(int FirstKernelLine, int KernelLines);
}
