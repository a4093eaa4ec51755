using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>What a <see cref="DenseProduct"/> computes. Distances are in floats.</summary>
/// <param name="Rows">Of the destination.</param>
/// <param name="DestinationRow">From one row to the next.</param>
/// <param name="Vectors">Of each row, contiguous.</param>
/// <param name="Terms">How many products are summed.</param>
/// <param name="SourceTerm">From one term's vectors to the next one's.</param>
/// <param name="WeightRow">From one row's factor to the next.</param>
/// <param name="WeightTerm">From one term's factor to the next.</param>
/// <param name="Start">What the sums start from.</param>
/// <param name="TermsPerPass">Terms whose vectors stay in the first-level cache while all rows pass over them.</param>
internal sealed record DenseShape(int Rows, int DestinationRow, int Vectors, int Terms, int SourceTerm, int WeightRow, int WeightTerm,
    ProductStart Start, int TermsPerPass = int.MaxValue);

/// <summary>A product of matrices in register blocks: destination[r][v] = start + sum over terms t of weight(r, t) *
/// source[t][v].</summary>
internal sealed unsafe class DenseProduct
{
    private const int MaxTerms = 8; // of one step
    private readonly DenseShape shape;
    private readonly int[] rowBlocks, vectorBlocks, stepsOfPasses;
    private readonly int lanes, perStep;
    private readonly ProductKernel[] first, later; // (vector blocks, row blocks) of the first pass over the terms and of the others

    public DenseProduct(DenseShape shape, KernelSet kernels)
    {
        (this.shape, lanes) = (shape, kernels.Lanes);
        vectorBlocks = BlockSplit.Even(shape.Vectors, kernels.BlockVectors);
        rowBlocks = BlockSplit.Even(shape.Rows, kernels.BlockSums / Math.Max(1, vectorBlocks.FirstOrDefault()));
        perStep = BlockSplit.LargestDivisor(shape.Terms, MaxTerms);
        stepsOfPasses = BlockSplit.Even(shape.Terms / perStep, Math.Max(1, shape.TermsPerPass / perStep));
        first = Kernels(shape.Start);
        later = stepsOfPasses.Length > 1 ? Kernels(ProductStart.Destination) : first;

        ProductKernel[] Kernels(ProductStart start) =>
            [.. vectorBlocks.SelectMany(vectors => rowBlocks.Select(rows => kernels.Product(Form(rows, vectors, start))))];
    }

    /// <summary>Computes the product.</summary>
    public void Run(float* source, float* weights, float* destination, float* bias)
    {
        var call = new ProductCall { Lines = 1, Repeats = 1 };
        int term = 0;
        foreach (int steps in stepsOfPasses)
        {
            call.Steps = steps;
            var kernels = term == 0 ? first : later;
            int column = 0, number = 0;
            foreach (int vectors in vectorBlocks)
            {
                int row = 0;
                call.Source = source + (nint)term * shape.SourceTerm + column;
                foreach (int rows in rowBlocks)
                {
                    call.Weights = weights + (nint)row * shape.WeightRow + (nint)term * shape.WeightTerm;
                    call.Destination = destination + (nint)row * shape.DestinationRow + column;
                    call.Bias = bias + row;
                    kernels[number++](&call);
                    row += rows;
                }
                column += vectors * lanes;
            }
            term += steps * perStep;
        }
    }

    private ProductForm Form(int rows, int vectors, ProductStart start)
    {
        var source = Enumerable.Range(0, perStep)
            .SelectMany(term => Enumerable.Range(0, vectors).Select(v => (int?)(term * shape.SourceTerm + v * lanes)));
        var destination = Enumerable.Range(0, vectors).Select(v => (int?)(v * lanes));
        return new ProductForm(rows, vectors, perStep, new([.. source]), perStep * shape.SourceTerm, shape.WeightRow, shape.WeightTerm,
            shape.DestinationRow,
            new([.. destination]), start);
    }
}
