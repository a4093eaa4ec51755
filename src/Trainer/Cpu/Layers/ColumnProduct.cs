using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Weight gradients as a product with transposed inputs: weights[o][k] += sum over terms t of gradient[o][t] * columns[t][k].</summary>
internal sealed unsafe class ColumnProduct
{
    private readonly KernelSet kernels;
    private readonly int outputs, inputs, terms, line;
    private readonly float* columns; // (terms, inputs rounded up to vectors)
    private readonly float* corner;  // (rows of a block, lanes) a block that reaches beyond the last input
    private readonly int* steps;     // (terms) where each term's line lies
    private readonly int[] rowBlocks, vectorBlocks;

    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="terms">How many products are summed: samples, times positions for a convolution.</param>
    /// <param name="kernels">The vector width.</param>
    /// <param name="arena">Where the buffers come from.</param>
    public ColumnProduct(int outputs, int inputs, int terms, KernelSet kernels, Arena arena)
    {
        (this.outputs, this.inputs, this.terms, this.kernels) = (outputs, inputs, terms, kernels);
        line = (inputs + kernels.Lanes - 1) / kernels.Lanes * kernels.Lanes;
        columns = arena.Floats((long)terms * line);
        corner = arena.Floats((long)kernels.BlockRows * kernels.Lanes);
        steps = arena.Ints(terms);
        for (int t = 0; t < terms; t++)
            steps[t] = t * line;
        rowBlocks = BlockSplit.Even(outputs, kernels.BlockRows);
        vectorBlocks = BlockSplit.Even(inputs / kernels.Lanes, kernels.BlockVectors);
    }

    /// <summary>Lays out inputs: columns[firstTerm + s][k] = source[offsets[k] + s].</summary>
    public void Fill(float* source, int* offsets, int samples, int firstTerm) =>
        Transposition.Run(source, offsets, inputs, samples, columns + (nint)firstTerm * line, line);

    /// <summary>Adds to the weights' gradients.</summary>
    /// <param name="gradient">(outputs, gradientRow) of which the first terms count.</param>
    /// <param name="gradientRow">From one output to the next.</param>
    /// <param name="weightGradients">(outputs, inputs).</param>
    public void Add(float* gradient, nint gradientRow, float* weightGradients)
    {
        var call = new BlockCall
        {
            Offsets = steps,
            Terms = terms,
            SourceVector = kernels.Lanes,
            DestinationVector = kernels.Lanes,
            DestinationRow = inputs,
            WeightRow = gradientRow,
            WeightTerm = 1,
            Accumulate = true,
            Repeats = 1,
        };
        int column = 0;
        foreach (int vectors in vectorBlocks)
        {
            call.Source = columns + column;
            int row = 0;
            foreach (int rows in rowBlocks)
            {
                call.Weights = gradient + row * gradientRow;
                call.Destination = weightGradients + (nint)row * inputs + column;
                kernels.Run(rows, vectors, dense: false, &call);
                row += rows;
            }
            column += vectors * kernels.Lanes;
        }
        if (column < inputs)
            AddLast(&call, column, gradient, gradientRow, weightGradients);
    }

    private void AddLast(BlockCall* call, int column, float* gradient, nint gradientRow, float* weightGradients)
    {
        call->Source = columns + column;
        call->DestinationRow = kernels.Lanes;
        call->Destination = corner;
        call->Accumulate = false;
        int row = 0;
        foreach (int rows in rowBlocks)
        {
            call->Weights = gradient + row * gradientRow;
            kernels.Run(rows, 1, dense: false, call);
            for (int r = 0; r < rows; r++)
            {
                for (int i = column; i < inputs; i++)
                    weightGradients[(nint)(row + r) * inputs + i] += corner[r * kernels.Lanes + i - column];
            }
            row += rows;
        }
    }
}
