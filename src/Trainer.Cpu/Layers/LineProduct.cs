using System.Collections.Immutable;
using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Cpu.Layers;

/// <summary>What a <see cref="LineProduct"/> computes. Distances are in floats.</summary>
/// <param name="Rows">Channels of the destination.</param>
/// <param name="DestinationRow">From one channel of the destination to the next.</param>
/// <param name="Positions">Of a line of the destination.</param>
/// <param name="Channels">Of the source, which are summed.</param>
/// <param name="SourceChannel">From one channel of the source to the next.</param>
/// <param name="KernelLines">Of the convolution.</param>
/// <param name="KernelColumns">Of the convolution.</param>
/// <param name="SourcePosition">(destination position, kernel column) the source position between which this column's weight stands, or
/// null.</param>
/// <param name="Samples">Floats per position.</param>
/// <param name="Start">What the sums start from.</param>
/// <param name="WholeLine">Whether a block of rows passes over the whole line before the next one does.</param>
/// <param name="PooledLine">From one line of a 2x2 window to the next in the source, if each window is pooled as soon as it is computed;
/// 0 otherwise.</param>
internal sealed record LineShape(int Rows, int DestinationRow, int Positions, int Channels, int SourceChannel, int KernelLines,
    int KernelColumns,
    Func<int, int, int?> SourcePosition, int Samples, ProductStart Start, bool WholeLine, int PooledLine = 0);

/// <summary>One line of a convolution's output, or of its input's gradient: destination[r][d] = start + sum over kernel lines, channels and
/// kernel columns of weight * source[channel][position that d and the column meet at].</summary>
/// <remarks>A line is covered by register blocks, each with its own code for the positions it meets: nothing is multiplied with padding,
/// and nothing is copied into a padded plane.</remarks>
internal sealed unsafe class LineProduct
{
    private const int MaxTerms = 8; // of one step: more code per turn of a loop gains nothing
    private readonly LineShape shape;
    private readonly int[] rowBlocks;
    private readonly LineRun[] runs;
    private readonly int steps, sourceStep;

    public LineProduct(LineShape shape, KernelSet kernels)
    {
        this.shape = shape;
        int parts = shape.Samples / kernels.Lanes; // vectors per position
        var blocks = shape.PooledLine > 0 ? [.. Windows(parts)] : Blocks(parts, kernels.BlockVectors).ToArray();
        rowBlocks = BlockSplit.Even(shape.Rows, kernels.BlockSums / blocks[0].Length);
        int perStep = BlockSplit.LargestDivisor(shape.Channels, MaxTerms / shape.KernelColumns);
        (steps, sourceStep) = (shape.Channels / perStep, perStep * shape.SourceChannel);
        List<LineRun> found = [];
        int destination = 0;
        foreach (var block in blocks)
        {
            int vectors = block.Length;
            var (source, pattern) = Pattern(block, perStep, kernels.Lanes);
            if (shape.WholeLine && found.Count > 0 && found[^1].TryExtend(source, destination, vectors, pattern, out var longer))
                found[^1] = longer;
            else
                found.Add(new LineRun(source, destination, vectors, pattern, 1, 0, 0,
                    [.. rowBlocks.Select(rows => kernels.Product(Form(rows, vectors, perStep, pattern, kernels.Lanes)))]));
            destination += kernels.Lanes * (shape.PooledLine > 0 ? 1 : vectors);
        }
        runs = [.. found];
    }

    /// <summary>Where each packed weight comes from, block of rows by block of rows: (kernel line, channel, kernel column, row of the
    /// block).</summary>
    /// <param name="weight">(row, channel, kernel line, kernel column) its place.</param>
    public IEnumerable<int> PackingOrder(Func<int, int, int, int, int> weight)
    {
        int first = 0;
        foreach (int rows in rowBlocks)
        {
            for (int line = 0; line < shape.KernelLines; line++)
            {
                for (int channel = 0; channel < shape.Channels; channel++)
                {
                    for (int column = 0; column < shape.KernelColumns; column++)
                    {
                        for (int row = 0; row < rows; row++)
                            yield return weight(first + row, channel, line, column);
                    }
                }
            }
            first += rows;
        }
    }

    /// <summary>Computes a line.</summary>
    /// <param name="source">The source line that meets the first kernel line.</param>
    /// <param name="nextSource">From it to the one that meets the next kernel line.</param>
    /// <param name="weights">Packed.</param>
    /// <param name="firstLine">The first kernel line.</param>
    /// <param name="lines">How many kernel lines; may be 0.</param>
    /// <param name="destination">Its first position in the first channel.</param>
    /// <param name="bias">(rows) if the sums start from it.</param>
    /// <param name="winners">Where the places of maxima go if windows are pooled.</param>
    public void Run(float* source, nint nextSource, float* weights, int firstLine, int lines, float* destination, float* bias,
        float* winners = null)
    {
        var call = new ProductCall { Lines = lines, NextLine = nextSource - (nint)steps * sourceStep, Steps = steps };
        int perLine = shape.Channels * shape.KernelColumns;
        foreach (var run in runs)
        {
            call.Source = source + run.Source;
            (call.Repeats, call.SourceRepeat, call.DestinationRepeat) = (run.Repeats, run.SourceRepeat, run.DestinationRepeat);
            int row = 0;
            for (int block = 0; block < rowBlocks.Length; block++)
            {
                int rows = rowBlocks[block];
                call.Weights = weights + (nint)row * shape.KernelLines * perLine + (nint)firstLine * perLine * rows;
                nint at = (nint)row * shape.DestinationRow + run.Destination;
                call.Destination = destination + at;
                call.Winners = winners + at;
                call.Bias = bias + row;
                run.Kernels[block](&call);
                row += rows;
            }
        }
    }

    // Vectors side by side.
    private IEnumerable<BlockVector[]> Blocks(int parts, int largest)
    {
        int first = 0;
        foreach (int vectors in BlockSplit.Even(shape.Positions * parts, largest))
        {
            yield return [.. Enumerable.Range(first, vectors).Select(v => new BlockVector(v / parts, v % parts, 0))];
            first += vectors;
        }
    }

    // Windows of 2x2 positions.
    private IEnumerable<BlockVector[]> Windows(int parts)
    {
        for (int position = 0; position < shape.Positions; position += 2)
        {
            for (int part = 0; part < parts; part++)
                yield return [new(position, part, 0), new(position + 1, part, 0), new(position, part, shape.PooledLine),
                    new(position + 1, part, shape.PooledLine)];
        }
    }

    private ProductForm Form(int rows, int vectors, int channels, Distances source, int lanes)
    {
        var destination = new Distances([.. Enumerable.Range(0, vectors).Select(v => (int?)(v * lanes))]);
        return new ProductForm(rows, vectors, channels * shape.KernelColumns, source, sourceStep, WeightRow: 1, WeightTerm: rows,
            shape.DestinationRow, destination, shape.Start,
            Pools: shape.PooledLine > 0);
    }

    // Where the source vectors of a block lie: the smallest distance from the line's start, and the distances from there.
    private (int First, Distances Pattern) Pattern(BlockVector[] block, int channels, int lanes)
    {
        var places = new List<int?>();
        for (int column = 0; column < shape.KernelColumns; column++)
        {
            foreach (var vector in block)
                places.Add(shape.SourcePosition(vector.Position, column) is { } position ? position * shape.Samples + vector.Part * lanes
                    + vector.SourceLine : null);
        }
        int first = places.Min() ?? 0;
        return (first, new Distances([.. Enumerable.Range(0, channels)
            .SelectMany(c => places.Select(p => p - first + c * shape.SourceChannel))]));
    }

    /// <summary>A vector of a block: some samples of a position.</summary>
    /// <param name="Position">On the line.</param>
    /// <param name="Part">Which of the position's vectors.</param>
    /// <param name="SourceLine">Floats from the line's source to that of the vector.</param>
    private readonly record struct BlockVector(int Position, int Part, int SourceLine);

    /// <summary>Equal register blocks one behind the other on a line.</summary>
    private sealed record LineRun(int Source, int Destination, int Vectors, Distances Pattern, int Repeats, int SourceRepeat,
        int DestinationRepeat, ImmutableArray<ProductKernel> Kernels)
    {
        /// <summary>The run with one more block, if that one follows at the same distance as those before.</summary>
        public bool TryExtend(int source, int destination, int vectors, Distances pattern, out LineRun longer)
        {
            longer = this with { Repeats = Repeats
                + 1, SourceRepeat = (source - Source) / Repeats, DestinationRepeat = (destination - Destination) / Repeats };
            return vectors == Vectors && pattern.Equals(Pattern) && Source + Repeats * longer.SourceRepeat == source
                && (Repeats == 1 || (longer.SourceRepeat == SourceRepeat && longer.DestinationRepeat == DestinationRepeat));
        }
    }
}
