using System.Diagnostics;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Direct convolution, register-blocked over output channels and a line of positions; no im2col.</summary>
/// <remarks>A max pooling whose windows tile the output is fused: only maxima and their places reach memory. The three passes are
/// <c>.Forward</c>, <c>.Weights</c> (weight gradient) and <c>.Input</c> (input gradient), each in its own file.</remarks>
internal sealed unsafe partial class ConvolutionLayer : Layer
{
    private const int TileBytes = 16 * 1024;  // of a 32 KB first-level cache, what the inputs of a tile may take
    private const int StripBytes = 30 * 1024; // and what a strip of inputs and gradients may take
    private const int ColumnTerms = 128;      // positions x samples up to which weight gradients go by columns
    private readonly Tensor input, output;
    private readonly ConvolutionGeometry size;
    private readonly KernelSet kernels;
    private readonly float* weights, weightGradients; // (groups O, C, kernel height, kernel width)
    private readonly float* bias, biasGradients;      // (groups O) or null
    private readonly float* padded;                   // (groups C, padded height, padded width, samples); null without padding
    private readonly bool repads;                     // whether forward passes of other micro-batches overwrite it before backward
    private readonly float* winners;                  // (micro-batch, pooled output) of a fused pooling
    private readonly nint winnersStride;

    public ConvolutionLayer(Tensor input, Tensor output, LayerDescription.Convolution layer, Extent pool, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        size = new ConvolutionGeometry(input.Shape, output.Shape, layer, pool, input.Samples);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        var arena = memory.Arena;
        if (size.IsPadded)
            padded = arena.Floats((long)input.Shape.Channels * size.PaddedPlane);
        repads = size.IsPadded && memory.KeptMicroBatches > 1;
        if (size.IsPooled)
        {
            winners = arena.Floats((long)output.Length * memory.KeptMicroBatches);
            winnersStride = memory.KeptMicroBatches > 1 ? output.Length : 0;
        }
        PrepareForward(arena, out rowBlocks, out channelTiles, out forwardOffsets, out forwardCover, out forwardWeights, out poolLines);
        PrepareWeights(arena, out tapRowBlocks, out tapBlocks, out stripLines, out partialSums, out poolStrip, out columns);
        PrepareInput(arena, out channelBlocks, out linePhases, out inputCovers, out kernelLinesPerTile, out inputOffsets, out inputWeights, out unpooled);
        Debug.Assert(size.Samples % kernels.Lanes == 0);
    }

    /// <inheritdoc/>
    public override void BeginBatch(bool training)
    {
        PackForward();
        if (training && input.NeedsGradient)
            PackInput();
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* x = size.IsPadded ? padded : input.Values(pass.MicroBatch);
        if (repads)
            Pad(input.Values(pass.MicroBatch));
        float* gradient = output.Gradients(pass.MicroBatch);
        if (bias != null)
        {
            int plane = output.Plane;
            for (int o = 0; o < output.Shape.Channels; o++)
                biasGradients[o] += LaneSums.Sum(gradient + (nint)o * plane, plane);
        }
        if (size.IsPooled && !input.NeedsGradient)
        {
            WeightGradientsThroughPool(x, gradient, winners + pass.MicroBatch * winnersStride);
            return;
        }
        if (size.IsPooled)
        {
            Unpool(gradient, winners + pass.MicroBatch * winnersStride);
            gradient = unpooled;
        }
        WeightGradients(x, gradient);
        if (input.NeedsGradient)
            InputGradients(gradient, input.Gradients(pass.MicroBatch));
    }

    private void Pad(float* x)
    {
        nuint lineBytes = (nuint)size.InputLine * sizeof(float);
        for (int c = 0; c < input.Shape.Channels; c++)
        {
            float* plane = padded + (nint)c * size.PaddedPlane + size.Padding.Height * size.PaddedLine + size.Padding.Width * size.Samples;
            for (int y = 0; y < size.InputHeight; y++, x += size.InputLine)
                System.Runtime.InteropServices.NativeMemory.Copy(x, plane + (nint)y * size.PaddedLine, lineBytes);
        }
    }
}
