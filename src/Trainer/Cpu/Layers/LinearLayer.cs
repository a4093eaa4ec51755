using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Fully connected layer: three products in register blocks, none of which moves the weights.</summary>
internal sealed unsafe class LinearLayer : Layer
{
    private const int TermsPerPass = 96; // inputs summed per pass, so that their vectors stay in the first-level cache
    private readonly Tensor input, output;
    private readonly KernelSet kernels;
    private readonly int inputs, outputs, samples, transposedLine;
    private readonly float* weights, weightGradients; // (outputs, inputs)
    private readonly float* bias, biasGradients;      // (outputs) or null
    private readonly float* transposed;               // (samples, inputs rounded up to vectors)
    private readonly float* corner;                   // (rows of a block, lanes) a block that reaches beyond the last input
    private readonly int* sampleSteps;                // (max) n-th term, one position further each
    private readonly int* transposedSteps;            // (samples) one transposed line further each
    private readonly int[] outputBlocks, inputBlocks, columnBlocks;
    private readonly LineCover line;

    public LinearLayer(Tensor input, Tensor output, LayerDescription.Linear layer, LayerMemory memory)
    {
        (this.input, this.output, kernels) = (input, output, memory.Kernels);
        (inputs, outputs, samples) = (input.Shape.Channels, output.Shape.Channels, input.Samples);
        memory.Parameter("weight", out weights, out weightGradients);
        if (layer.Bias)
            memory.Parameter("bias", out bias, out biasGradients);
        int lanes = kernels.Lanes;
        transposedLine = (inputs + lanes - 1) / lanes * lanes;
        transposed = memory.Arena.Floats((long)samples * transposedLine);
        corner = memory.Arena.Floats((long)kernels.BlockRows * lanes);
        sampleSteps = Steps(memory.Arena, TermsPerPass, samples);
        transposedSteps = Steps(memory.Arena, samples, transposedLine);
        outputBlocks = BlockSplit.Even(outputs, kernels.BlockRows);
        inputBlocks = BlockSplit.Even(inputs, kernels.BlockRows);
        columnBlocks = BlockSplit.Even(inputs / lanes, kernels.BlockVectors);
        line = LineCover.Of(1, samples, 0, samples, 0, samples, lanes, kernels.BlockVectors);
    }

    /// <inheritdoc/>
    public override void Forward(in Pass pass)
    {
        float* x = input.Values(pass.MicroBatch), y = output.Values(pass.MicroBatch);
        Product(x, inputs, y, outputBlocks, weights, weightRow: inputs, weightTerm: 1, bias);
    }

    /// <inheritdoc/>
    public override void Backward(in Pass pass)
    {
        float* gradient = output.Gradients(pass.MicroBatch);
        if (bias != null)
        {
            for (int o = 0; o < outputs; o++)
                biasGradients[o] += LaneSums.Sum(gradient + (nint)o * samples, samples);
        }
        AddWeightGradients(input.Values(pass.MicroBatch), gradient);
        if (input.NeedsGradient)
            Product(gradient, outputs, input.Gradients(pass.MicroBatch), inputBlocks, weights, weightRow: 1, weightTerm: inputs, start: null);
    }

    /// <summary>destination[r] = start[r] + sum over t of weight(r, t) * source[t], for all samples.</summary>
    private void Product(float* source, int terms, float* destination, int[] rowBlocks, float* weight, nint weightRow, nint weightTerm, float* start)
    {
        var call = new BlockCall
        {
            Offsets = sampleSteps,
            SourceVector = line.SourceVector,
            DestinationVector = line.DestinationVector,
            DestinationRow = samples,
            WeightRow = weightRow,
            WeightTerm = weightTerm,
        };
        foreach (var block in line.Blocks)
        {
            for (int term = 0; term < terms; term += TermsPerPass)
            {
                call.Terms = Math.Min(TermsPerPass, terms - term);
                call.Source = source + (nint)term * samples + block.Source;
                call.Accumulate = term > 0;
                int row = 0;
                foreach (int rows in rowBlocks)
                {
                    call.Weights = weight + row * weightRow + term * weightTerm;
                    call.Bias = term == 0 && start != null ? start + row : null;
                    call.Destination = destination + (nint)row * samples + block.Destination;
                    kernels.Run(rows, block.Vectors, &call);
                    row += rows;
                }
            }
        }
    }

    /// <summary>gradient(o, i) += sum over samples of dy(o, sample) * x(sample, i): vectors run over the inputs, so no lanes need adding.</summary>
    private void AddWeightGradients(float* x, float* gradient)
    {
        Transposition.Run(x, inputs, samples, transposed, transposedLine);
        var call = new BlockCall
        {
            Offsets = transposedSteps,
            Terms = samples,
            SourceVector = kernels.Lanes,
            DestinationVector = kernels.Lanes,
            WeightRow = samples,
            WeightTerm = 1,
        };
        int column = 0;
        foreach (int vectors in columnBlocks)
        {
            call.Source = transposed + column;
            call.DestinationRow = inputs;
            call.Accumulate = true;
            int row = 0;
            foreach (int rows in outputBlocks)
            {
                call.Weights = gradient + (nint)row * samples;
                call.Destination = weightGradients + (nint)row * inputs + column;
                kernels.Run(rows, vectors, &call);
                row += rows;
            }
            column += vectors * kernels.Lanes;
        }
        if (column < inputs)
            AddLastColumns(&call, column, gradient);
    }

    private void AddLastColumns(BlockCall* call, int column, float* gradient)
    {
        call->Source = transposed + column;
        call->DestinationRow = kernels.Lanes;
        call->Destination = corner;
        call->Accumulate = false;
        int row = 0;
        foreach (int rows in outputBlocks)
        {
            call->Weights = gradient + (nint)row * samples;
            kernels.Run(rows, 1, call);
            for (int r = 0; r < rows; r++)
            {
                for (int i = column; i < inputs; i++)
                    weightGradients[(nint)(row + r) * inputs + i] += corner[r * kernels.Lanes + i - column];
            }
            row += rows;
        }
    }

    private static int* Steps(Arena arena, int count, int step)
    {
        int* steps = arena.Ints(count);
        for (int i = 0; i < count; i++)
            steps[i] = i * step;
        return steps;
    }
}
