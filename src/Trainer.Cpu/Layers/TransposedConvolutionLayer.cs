using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Transposed convolution: the convolution that leads from its output to its input, with the forward pass and the input gradient
/// exchanged.</summary>
internal sealed unsafe class TransposedConvolutionLayer : Layer
{
    private readonly Tensor input, output;
    private readonly ConvolutionLayer transpose; // reads the output's gradients as values, and the other way round
    private readonly float* bias, biasGradients; // (channels) or null

    public TransposedConvolutionLayer(Tensor input, Tensor output, LayerDescription.TransposedConvolution layer, LayerMemory memory)
    {
        (this.input, this.output) = (input, output);
        var convolution = new LayerDescription.Convolution(input.Shape.Channels, layer.Kernel, layer.Stride, layer.Padding, Groups: 1,
            Bias: false);
        transpose = new ConvolutionLayer(output.Exchanged(), input.Exchanged(), convolution, Extent.Square(1), memory);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void BeginBatch(bool training) => transpose.BeginBatch(training: true); // the input gradient is the forward pass

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        transpose.InputGradients(pass);
        if (bias == null)
            return;
        float* y = output.Values(pass.MicroBatch);
        for (int c = 0; c < output.Shape.Channels; c++, y += output.Plane)
            Lines.AddConstant(bias[c], y, output.Plane);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        if (biasGradients != null)
        {
            for (int c = 0; c < output.Shape.Channels; c++)
                biasGradients[c] += LaneSums.Sum(gradient + (nint)c * output.Plane, output.Plane);
        }
        transpose.WeightGradients(pass);
        if (input.NeedsGradient)
            transpose.Forward(pass);
    }
}
