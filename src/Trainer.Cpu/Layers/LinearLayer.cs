using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Fully connected layer: three products in register blocks, none of which moves the weights.</summary>
internal sealed unsafe class LinearLayer : Layer
{
    private const int TermsPerPass = 96; // inputs summed per pass, so that their vectors stay in the first-level cache
    private readonly Tensor input, output;
    private readonly int inputs, outputs, samples;
    private readonly float* weights, weightGradients; // (outputs, inputs)
    private readonly float* bias, biasGradients;      // (outputs) or null
    private readonly int* places;                     // (inputs) where each one's samples lie
    private readonly DenseProduct forward;
    private readonly DenseProduct? backward;          // null where nobody needs the input's gradient
    private readonly ColumnProduct columns;

    public LinearLayer(Tensor input, Tensor output, LayerDescription.Linear layer, LayerMemory memory)
    {
        (this.input, this.output) = (input, output);
        var kernels = memory.Kernels;
        (inputs, outputs, samples) = (input.Shape.Channels, output.Shape.Channels, input.Samples);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        places = memory.Arena.Ints(inputs);
        for (int i = 0; i < inputs; i++)
            places[i] = i * samples;
        int vectors = samples / kernels.Lanes;
        var start = layer.Bias ? ProductStart.Bias : ProductStart.Zero;
        forward = new(new(outputs, samples, vectors, inputs, samples, WeightRow: inputs, WeightTerm: 1, start, TermsPerPass), kernels);
        if (input.NeedsGradient)
            backward = new(new(inputs, samples, vectors, outputs, samples, WeightRow: 1, WeightTerm: inputs, ProductStart.Zero,
                TermsPerPass), kernels);
        columns = new ColumnProduct(outputs, inputs, samples, gradientRow: samples, kernels, memory.Arena);
    }

    /// <inheritdoc/>
    public override bool ReadsInputsBackward => true;

    /// <inheritdoc/>
    public override void Forward(in Pass pass) => forward.Run(input.Values(pass.MicroBatch), weights, output.Values(pass.MicroBatch), bias);

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        if (biasGradients != null)
        {
            for (int o = 0; o < outputs; o++)
                biasGradients[o] += LaneSums.Sum(gradient + (nint)o * samples, samples);
        }
        if (weightGradients != null)
        {
            columns.Fill(input.Values(pass.MicroBatch), places, samples, firstTerm: 0);
            columns.Add(gradient, weightGradients);
        }
        backward?.Run(gradient, weights, input.Gradients(pass.MicroBatch), bias: null);
    }
}
