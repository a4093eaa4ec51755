using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Fully connected layer: three products in register blocks, none of which moves the weights.</summary>
internal sealed unsafe class LinearLayer : Layer
{
    private const int TermsPerPass = 96; // inputs summed per pass, so that their vectors stay in the first-level cache
    private readonly Tensor input, output;
    private readonly KernelSet kernels;
    private readonly int inputs, outputs, samples;
    private readonly float* weights, weightGradients; // (outputs, inputs)
    private readonly float* bias, biasGradients;      // (outputs) or null
    private readonly int* steps;                      // (inputs or outputs) where each one's samples lie
    private readonly int[] outputBlocks, inputBlocks;
    private readonly LineCover line;
    private readonly ColumnProduct columns;

    public LinearLayer(Tensor input, Tensor output, LayerDescription.Linear layer, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        (inputs, outputs, samples) = (input.Shape.Channels, output.Shape.Channels, input.Samples);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        int most = Math.Max(inputs, outputs);
        steps = memory.Arena.Ints(most);
        for (int i = 0; i < most; i++)
            steps[i] = i * samples;
        outputBlocks = BlockSplit.Even(outputs, kernels.BlockRows);
        inputBlocks = BlockSplit.Even(inputs, kernels.BlockRows);
        line = LineCover.Of(1, samples, (0, samples), (0, samples), kernels.Lanes, kernels.BlockVectors, wholeLine: false);
        columns = new ColumnProduct(outputs, inputs, samples, kernels, memory.Arena);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass) =>
        Product(input.Values(pass.MicroBatch), inputs, output.Values(pass.MicroBatch), outputBlocks, weightRow: inputs, weightTerm: 1, bias);

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        if (bias != null)
        {
            for (int o = 0; o < outputs; o++)
                biasGradients[o] += LaneSums.Sum(gradient + (nint)o * samples, samples);
        }
        columns.Fill(input.Values(pass.MicroBatch), steps, samples, firstTerm: 0);
        columns.Add(gradient, samples, weightGradients);
        if (input.NeedsGradient)
            Product(gradient, outputs, input.Gradients(pass.MicroBatch), inputBlocks, weightRow: 1, weightTerm: inputs, start: null);
    }

    /// <summary>destination[r] = start[r] + sum over t of weight(r, t) * source[t], for all samples.</summary>
    private void Product(float* source, int terms, float* destination, int[] rowBlocks, nint weightRow, nint weightTerm, float* start)
    {
        var call = new BlockCall
        {
            Offsets = steps,
            SourceVector = line.SourceVector,
            DestinationVector = line.DestinationVector,
            DestinationRow = samples,
            WeightRow = weightRow,
            WeightTerm = weightTerm,
            Repeats = 1,
        };
        for (int term = 0; term < terms; term += TermsPerPass)
        {
            call.Terms = Math.Min(TermsPerPass, terms - term);
            call.Accumulate = term > 0;
            foreach (var run in line.Runs)
            {
                call.Source = source + (nint)term * samples + run.Source;
                int row = 0;
                foreach (int rows in rowBlocks)
                {
                    call.Weights = weights + row * weightRow + term * weightTerm;
                    call.Bias = term == 0 && start != null ? start + row : null;
                    call.Destination = destination + (nint)row * samples + run.Destination;
                    kernels.Run(rows, run.Vectors, dense: false, &call);
                    row += rows;
                }
            }
        }
    }
}
