using System.Diagnostics;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Direct convolution, register-blocked over channels and a line of positions; no im2col, no padded copies.</summary>
/// <remarks>A max pooling whose windows tile the output is fused: only maxima and their places reach memory. The three passes are
/// <c>.Forward</c>, <c>.Weights</c> (weight gradient) and <c>.Input</c> (input gradient), each in its own file.</remarks>
internal sealed unsafe partial class ConvolutionLayer : Layer
{
    // of a 32 KB first-level cache, what the source of a line may take to be passed over line by line
    private const int LineBytes = 16 * 1024;
    private const int StripBytes = 30 * 1024; // and what a strip of inputs and gradients may take
    private const int ColumnTerms = 128;      // positions x samples up to which weight gradients go by columns
    private readonly Tensor input, output;
    private readonly ConvolutionGeometry size;
    private readonly KernelSet kernels;
    private readonly float* weights, weightGradients; // (groups O, C, kernel height, kernel width)
    private readonly float* bias, biasGradients;      // (groups O) or null
    private readonly float* winners;                  // (micro-batch, pooled output) of a fused pooling
    private readonly nint winnersStride;

    public ConvolutionLayer(Tensor input, Tensor output, LayerDescription.Convolution layer, Extent pool, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        size = new ConvolutionGeometry(input.Shape, output.Shape, layer, pool, input.Samples);
        Debug.Assert(size.Samples % kernels.Lanes == 0);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        if (size.IsPooled)
        {
            winners = memory.Arena.Floats((long)output.Length * memory.KeptMicroBatches);
            winnersStride = memory.KeptMicroBatches > 1 ? output.Length : 0;
        }
        PrepareForward(memory.Arena, out forwardLine, out forwardWeights, out poolLines);
        PrepareWeights(memory.Arena, out taps, out stripLines, out partialSums, out poolStrip, out pooledTaps, out columns,
            out columnOffsets);
        PrepareInput(memory.Arena, out inputLine, out inputWeights, out linePhases, out unpooled);
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void BeginBatch(bool training)
    {
        forwardWeights.Pack(weights);
        if (training)
            inputWeights?.Pack(weights);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* x = input.ValuesBackward(pass.MicroBatch), gradient = output.Gradients(pass.MicroBatch);
        if (biasGradients != null)
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
}
