using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Weight gradients as a product with transposed inputs: weights[o][k] += sum over terms t of gradient[o][t] *
/// columns[t][k].</summary>
internal sealed unsafe class ColumnProduct
{
    private readonly int outputs, inputs, whole, line, lanes;
    private readonly float* columns;     // (terms, inputs rounded up to vectors)
    private readonly float* corner;      // (outputs, lanes) what reaches beyond the last input
    private readonly DenseProduct? main; // over the inputs that fill whole vectors
    private readonly DenseProduct? rest; // over those behind them

    /// <param name="outputs">Rows of the weights.</param>
    /// <param name="inputs">Columns of the weights.</param>
    /// <param name="terms">How many products are summed: samples, times positions for a convolution.</param>
    /// <param name="gradientRow">From one output's gradient to the next, of which the first terms count.</param>
    /// <param name="kernels">The vector width.</param>
    /// <param name="arena">Where the buffers come from.</param>
    public ColumnProduct(int outputs, int inputs, int terms, int gradientRow, KernelSet kernels, Arena arena)
    {
        (this.outputs, this.inputs, lanes) = (outputs, inputs, kernels.Lanes);
        line = (inputs + lanes - 1) / lanes * lanes;
        whole = inputs / lanes * lanes;
        columns = arena.Floats((long)terms * line);
        if (whole > 0)
            main = new(new(outputs, inputs, inputs / lanes, terms, line, gradientRow, WeightTerm: 1, ProductStart.Destination), kernels);
        if (whole == inputs)
            return;
        rest = new(new(outputs, lanes, Vectors: 1, terms, line, gradientRow, WeightTerm: 1, ProductStart.Zero), kernels);
        corner = arena.Floats((long)outputs * lanes);
    }

    /// <summary>Lays out inputs: columns[firstTerm + s][k] = source[offsets[k] + s].</summary>
    public void Fill(float* source, int* offsets, int samples, int firstTerm) =>
        Transposition.Run(source, offsets, inputs, samples, columns + (nint)firstTerm * line, line);

    /// <summary>Adds to the weights' gradients.</summary>
    public void Add(float* gradient, float* weightGradients)
    {
        main?.Run(columns, gradient, weightGradients, bias: null);
        if (rest is null)
            return;
        rest.Run(columns + whole, gradient, corner, bias: null);
        for (int o = 0; o < outputs; o++)
        {
            for (int i = whole; i < inputs; i++)
                weightGradients[(nint)o * inputs + i] += corner[o * lanes + i - whole];
        }
    }
}
