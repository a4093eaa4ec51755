using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Sum of inputs of equal shape.</summary>
internal sealed unsafe class AddLayer(Tensor[] inputs, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* sum = output.Values(pass.MicroBatch);
        Lines.Copy(inputs[0].Values(pass.MicroBatch), sum, output.Length);
        for (int i = 1; i < inputs.Length; i++)
            Lines.Add(inputs[i].Values(pass.MicroBatch), sum, output.Length);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        foreach (var input in inputs)
        {
            if (input.NeedsGradient)
                Lines.Copy(output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch), output.Length);
        }
    }
}
