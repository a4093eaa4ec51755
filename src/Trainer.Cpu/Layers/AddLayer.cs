using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Sum of inputs of equal shape. An input whose gradient is the memory of the output's needs no copy.</summary>
internal sealed unsafe class AddLayer(Tensor[] inputs, Tensor output) : Layer
{
    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* sum = output.Values(pass.MicroBatch);
        Lines.Sum(inputs[0].Values(pass.MicroBatch), inputs[1].Values(pass.MicroBatch), sum, output.Length);
        for (int i = 2; i < inputs.Length; i++)
            Lines.Add(inputs[i].Values(pass.MicroBatch), sum, output.Length);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        foreach (var input in inputs)
        {
            if (input.NeedsGradient && input.Gradients(pass.MicroBatch) != output.Gradients(pass.MicroBatch))
                Lines.Copy(output.Gradients(pass.MicroBatch), input.Gradients(pass.MicroBatch), output.Length);
        }
    }
}
