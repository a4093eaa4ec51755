namespace Sweep.Trainer.Cpu.Layers;

/// <summary>Cuts a count into few blocks of nearly equal size.</summary>
internal static class BlockSplit
{
    /// <summary>The sizes: as few as possible, none above <paramref name="largest"/>, the larger ones first.</summary>
    public static int[] Even(int count, int largest)
    {
        int blocks = (count + largest - 1) / largest;
        var sizes = new int[blocks];
        for (int i = 0; i < blocks; i++)
            sizes[i] = count / blocks + (i < count % blocks ? 1 : 0);
        return sizes;
    }
}

/// <summary>A run of vectors of one line that a register block covers.</summary>
/// <param name="Source">Floats from the line's start in the source.</param>
/// <param name="Destination">Floats from the line's start in the destination.</param>
/// <param name="Vectors">How many.</param>
internal readonly record struct LineBlock(int Source, int Destination, int Vectors);

/// <summary>The blocks that cover a line of positions.</summary>
/// <param name="Blocks">In order.</param>
/// <param name="SourceVector">Floats from one vector of a block to the next in the source.</param>
/// <param name="DestinationVector">The same in the destination.</param>
internal sealed record LineCover(LineBlock[] Blocks, int SourceVector, int DestinationVector)
{
    /// <summary>Covers <paramref name="positions"/> positions of <paramref name="samples"/> floats each.</summary>
    /// <param name="positions">How many; may be 0.</param>
    /// <param name="samples">Floats per position.</param>
    /// <param name="sourceStart">Where the first position lies in the source line.</param>
    /// <param name="sourceStep">From one position to the next in the source.</param>
    /// <param name="destinationStart">Where the first position lies in the destination line.</param>
    /// <param name="destinationStep">From one position to the next in the destination.</param>
    /// <param name="lanes">Floats per vector; divides <paramref name="samples"/>.</param>
    /// <param name="largest">Most vectors per block.</param>
    public static LineCover Of(int positions, int samples, int sourceStart, int sourceStep, int destinationStart, int destinationStep, int lanes, int largest)
    {
        List<LineBlock> blocks = [];
        if (sourceStep == samples && destinationStep == samples)
        {
            int at = 0;
            foreach (int vectors in BlockSplit.Even(positions * samples / lanes, largest))
            {
                blocks.Add(new LineBlock(sourceStart + at * lanes, destinationStart + at * lanes, vectors));
                at += vectors;
            }
            return new LineCover([.. blocks], lanes, lanes);
        }
        if (lanes == samples)
        {
            int at = 0;
            foreach (int vectors in BlockSplit.Even(positions, largest))
            {
                blocks.Add(new LineBlock(sourceStart + at * sourceStep, destinationStart + at * destinationStep, vectors));
                at += vectors;
            }
            return new LineCover([.. blocks], sourceStep, destinationStep);
        }
        for (int position = 0; position < positions; position++)
        {
            int at = 0;
            foreach (int vectors in BlockSplit.Even(samples / lanes, largest))
            {
                blocks.Add(new LineBlock(sourceStart + position * sourceStep + at * lanes, destinationStart + position * destinationStep + at * lanes, vectors));
                at += vectors;
            }
        }
        return new LineCover([.. blocks], lanes, lanes);
    }
}
