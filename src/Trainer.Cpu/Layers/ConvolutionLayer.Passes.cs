using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <content>The parts of the backward pass one by one, for <see cref="TransposedConvolutionLayer"/>; not for one with a fused
/// pooling.</content>
internal sealed unsafe partial class ConvolutionLayer
{
    /// <summary>Adds to the weights' gradients.</summary>
    public void WeightGradients(in Pass pass) => WeightGradients(input.Values(pass.MicroBatch), output.Gradients(pass.MicroBatch));

    /// <summary>Writes the gradients of the input.</summary>
    public void InputGradients(in Pass pass) => InputGradients(output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch));
}
